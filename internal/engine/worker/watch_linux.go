package worker

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// apart keeps the signals of a terminal from workers: who stops the server lets statements come to their end.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// tick is the unit of CPU times in /proc, on every Linux.
const tick = 10 * time.Millisecond

// usage returns what the worker takes, nothing when it has ended.
func (w *process) usage() usage {
	const userField, resident = 11, 1 // of stat, behind the name; of statm
	dir := "/proc/" + strconv.Itoa(w.cmd.Process.Pid)
	var u usage
	if memory, err := os.ReadFile(dir + "/statm"); err == nil {
		u.memory = number(memory, resident) * int64(os.Getpagesize())
	}
	if stat, err := os.ReadFile(dir + "/stat"); err == nil {
		behind := stat[bytes.LastIndexByte(stat, ')')+1:]
		u.cpu = time.Duration(number(behind, userField)+number(behind, userField+1)) * tick
	}
	return u
}

// number returns a number of a line of them, 0 where there is none.
func number(line []byte, i int) int64 {
	fields := bytes.Fields(line)
	if len(fields) <= i {
		return 0
	}
	n, err := strconv.ParseInt(string(fields[i]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// slow lets all threads of the worker give way to other processes. Threads that come later take after those that make them.
func (w *process) slow(nice int) {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", w.cmd.Process.Pid))
	if err != nil {
		return // it has ended
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, nice) // a thread that has ended
		}
	}
}

// machineMemory returns the memory of the machine.
func machineMemory() int64 {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return unknownMemory
	}
	return int64(info.Totalram) * int64(info.Unit) //nolint:gosec // bytes
}

// unknownMemory stands in where the system does not tell.
const unknownMemory = 8 << 30
