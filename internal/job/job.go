// Package job runs statements in the background for a principal, keeps their results, and tells how far they are. It promises that a job
// is seen by nobody but the principal who started it and the administrators of its workgroup, that its state moves only forward (QUEUED, RUNNING, then SUCCEEDED, FAILED or
// CANCELLED, as Athena's do), that a result is written to the disk as it comes and never held whole, and that a finished job survives a
// restart of the server while one that ran is then FAILED with a message that says so.
//
//	jobs, err := job.New(ctx, job.Options{Runner: runner, Workgroups: groups, Results: results, History: store, Now: time.Now})
//	j, err := jobs.Start(ctx, who, job.Request{SQL: "SELECT …"})
//	j, err = jobs.Wait(ctx, who, j.ID, j.State, 10*time.Second)
//	j, rows, err := jobs.Open(ctx, who, j.ID)
//	err = jobs.Shutdown(ctx)
package job

import "time"

// State is where a job stands, in Athena's words.
type State string

// The states.
const (
	Queued    State = "QUEUED"
	Running   State = "RUNNING"
	Succeeded State = "SUCCEEDED"
	Failed    State = "FAILED"
	Cancelled State = "CANCELLED"
)

// Request is a statement to run.
type Request struct {
	SQL      string   `json:"sql" minLength:"1" maxLength:"262144"`
	Database string   `json:"database,omitempty" doc:"the database of table names without one"`
	Params   []string `json:"params,omitempty" maxItems:"100" doc:"values of the parameters ?, each as an SQL expression"`
	// Workgroup is where it runs.
	Workgroup string `json:"workgroup,omitempty" maxLength:"255" doc:"the workgroup in which it runs; that of who asks when empty"`
	Asked     *Asked `json:"limits,omitempty" doc:"limits that who asks wants; those that its workgroup enforces can only become less"`
	// Reuse is how many seconds old a result may be that answers instead of a run; nil is what the workgroup says.
	Reuse *int64 `json:"reuseSeconds,omitempty" minimum:"0" maximum:"31536000" doc:"how old a result of who asks may be that answers the same statement, over the same data with the same rights, without a run; 0 runs it; without it what the workgroup says, or half as old as results become"`
}

// Asked are limits of one statement. A zero asks for none.
type Asked struct {
	Bytes   int64 `json:"bytes,omitempty" minimum:"0" doc:"bytes that may be read"`
	Rows    int64 `json:"rows,omitempty" minimum:"0" doc:"rows that the result may have"`
	Seconds int   `json:"seconds,omitempty" minimum:"0" maximum:"86400" doc:"seconds that it may run"`
	CPU     int   `json:"cpuSeconds,omitempty" minimum:"0" maximum:"86400" doc:"seconds of CPU time that it may take, all processors together"`
}

// Job is a statement with where it stands. It is also an entry of the history.
type Job struct {
	ID        string `json:"id"`
	Workgroup string `json:"workgroup" doc:"the workgroup in which it runs"`
	// Owner is who started it, in the history of a workgroup.
	Owner     string     `json:"owner,omitempty"`
	SQL       string     `json:"sql"`
	Database  string     `json:"database,omitempty"`
	Params    []string   `json:"params,omitempty"`
	State     State      `json:"state" enum:"QUEUED,RUNNING,SUCCEEDED,FAILED,CANCELLED"`
	Statement string     `json:"statement" doc:"what Athena calls it: SELECT, CREATE_VIEW, …"`
	Submitted time.Time  `json:"submitted"`
	Started   *time.Time `json:"started,omitempty"`
	Ended     *time.Time `json:"ended,omitempty"`
	// Columns are there once the engine began.
	Columns []Column `json:"columns,omitempty"`
	// Rows is how many rows are on the disk by now and can be read; Found is how many the statement has, known at its end.
	Rows  int64 `json:"rows"`
	Found int64 `json:"found"`
	// Fraction is between 0 and 1, negative where the engine cannot tell.
	Fraction float64 `json:"fraction"`
	// Bytes is what was read at most; AthenaUSD what this would have cost in Athena at 5 USD a TB with its minimum of 10 MB.
	Bytes     int64  `json:"bytes"`
	AthenaUSD string `json:"athenaUsd,omitempty"`
	// CPU is what the run took of all processors together, where who asks may know it.
	CPU   float64  `json:"cpuSeconds,omitempty" doc:"seconds of CPU time of all processors together, known at the end; absent where a policy hides something of what is read"`
	Error *Problem `json:"error,omitempty"`
	// Reused is the query whose result answered this one, which did not run.
	Reused string `json:"reused,omitempty" doc:"the query whose result this is: the same statement over the same data with the same rights, which was not run again"`
	// Kept tells that the rows are still on the disk.
	Kept bool `json:"kept"`
}

// Column is a column of a result.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type" doc:"Trino's type: varchar, decimal(38,10), map(varchar, varchar)"`
}

// Problem is what is wrong with a statement, with its places.
type Problem struct {
	Code        string       `json:"code"`
	Message     string       `json:"message"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// Diagnostic is one fault in a text. From and To are offsets in it, counted in UTF-16 units as editors do.
type Diagnostic struct {
	From     int    `json:"from"`
	To       int    `json:"to"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Severity string `json:"severity" enum:"error,warning,info"`
}
