//go:build !linux

package worker

import "syscall"

// apart changes nothing.
func apart() *syscall.SysProcAttr { return nil }

// usage is not known here: the worker looks after itself.
func (*process) usage() usage { return usage{} }

// slow does nothing.
func (*process) slow(int) {}

// machineMemory stands in where the system does not tell.
func machineMemory() int64 { return 8 << 30 }
