package worker

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// streams returns standard input and output, and turns what else is printed there to standard error.
func streams() (in io.Reader, out io.Writer, err error) {
	from, err := unix.Dup(0)
	if err != nil {
		return nil, nil, fmt.Errorf("standard input: %w", err)
	}
	to, err := unix.Dup(1)
	if err != nil {
		return nil, nil, fmt.Errorf("standard output: %w", err)
	}
	unix.CloseOnExec(from)
	unix.CloseOnExec(to)
	if err := unix.Dup3(2, 1, 0); err != nil {
		return nil, nil, fmt.Errorf("standard output: %w", err)
	}
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		return nil, nil, err
	}
	if err := unix.Dup3(int(nothing.Fd()), 0, 0); err != nil {
		return nil, nil, fmt.Errorf("standard input: %w", err)
	}
	return os.NewFile(uintptr(from), "requests"), os.NewFile(uintptr(to), "frames"), nil
}

// fence shuts the worker off: it reads the data and a little of the system, writes its own folder, reaches no network, starts no
// program, and is the first to go when the machine has no memory left. What the system cannot do is left out and told.
func fence(s setup) (hello, error) {
	// A system without this file has no killer that could choose.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("900"), 0) //nolint:gosec // a file of the kernel's
	signal.Ignore(syscall.SIGXFSZ)                                 // a write beyond the limit is an error of that write
	for limit, most := range map[int]uint64{unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: openFiles} {
		if err := lower(limit, most); err != nil {
			return hello{}, err
		}
	}
	rules := []landlock.Rule{
		landlock.RODirs(s.DataDirs...),
		landlock.RWDirs(s.TempDir),
		landlock.RODirs("/proc/self", "/sys/fs/cgroup", "/sys/devices/system/cpu").IgnoreIfMissing(),
		landlock.ROFiles("/proc/meminfo", "/proc/cpuinfo", "/proc/self/statm").IgnoreIfMissing(),
	}
	if err := landlock.V6.BestEffort().Restrict(rules...); err != nil {
		return hello{}, fmt.Errorf("landlock: %w", err)
	}
	var h hello
	_, err := os.Open("/") // which the rules do not name
	h.Files = os.IsPermission(err)
	if !seccomp.Supported() {
		return h, nil
	}
	if err := seccomp.LoadFilter(refused()); err != nil {
		return h, fmt.Errorf("seccomp: %w", err)
	}
	h.Network = true
	return h, nil
}

// openFiles is how many files a worker may have open.
const openFiles = 8192

// refused is the filter of system calls that no query has a use for. It covers all threads, and stands for good.
func refused() seccomp.Filter {
	return seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync, Policy: seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls: []seccomp.SyscallGroup{{Action: seccomp.ActionErrno, Names: []string{
			"socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg",
			"execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "kill", "tkill", "pidfd_open", "pidfd_send_signal", "pidfd_getfd",
			"mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key",
			"request_key", "init_module", "finit_module", "delete_module", "kexec_load", "reboot", "swapon", "swapoff", "io_uring_setup",
			"io_uring_enter", "io_uring_register", "open_by_handle_at", "memfd_secret", "shmget", "shmat", "shmctl",
		}}},
	}}
}

// lower lowers a limit for good.
func lower(limit int, most uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(limit, &now); err != nil {
		return fmt.Errorf("limit %d: %w", limit, err)
	}
	most = min(most, now.Max)
	if err := unix.Setrlimit(limit, &unix.Rlimit{Cur: most, Max: most}); err != nil {
		return fmt.Errorf("limit %d: %w", limit, err)
	}
	return nil
}

// What the kernel allows beyond the limits that DuckDB and the parent watch: it is the last to act.
const (
	dataSlack = 768 << 20
	cpuSlack  = 2
)

// bound sets the kernel's limits for one run: of memory that can be written, of files, and of CPU time.
func bound(r request) error {
	data, err := writable()
	if err != nil {
		return err
	}
	soft := func(limit int, n uint64) error {
		var now unix.Rlimit
		if err := unix.Getrlimit(limit, &now); err != nil {
			return fmt.Errorf("limit %d: %w", limit, err)
		}
		now.Cur = min(n, now.Max)
		if err := unix.Setrlimit(limit, &now); err != nil {
			return fmt.Errorf("limit %d: %w", limit, err)
		}
		return nil
	}
	if err := soft(unix.RLIMIT_DATA, uint64(data+r.Memory+r.Memory/2+dataSlack)); err != nil { //nolint:gosec // not negative
		return err
	}
	if err := soft(unix.RLIMIT_FSIZE, uint64(r.Disk)); err != nil { //nolint:gosec // not negative
		return err
	}
	cpu := uint64(math.MaxUint64)
	if r.CPU > 0 {
		cpu = uint64((ownCPU()+r.CPU)/time.Second) + cpuSlack //nolint:gosec // not negative
	}
	return soft(unix.RLIMIT_CPU, cpu)
}

// writable returns how much memory of the process can be written, which is what RLIMIT_DATA counts.
func writable() (int64, error) {
	const dataField = 5
	stat, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat)
	if len(fields) <= dataField {
		return 0, fmt.Errorf("statm: %q", stat)
	}
	pages, err := strconv.ParseInt(string(fields[dataField]), 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// ownCPU returns the CPU time that the process has used.
func ownCPU() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
