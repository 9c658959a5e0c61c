package investigate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Who changed it: calls that name a resource of the question, whenever they were made in its days; and calls of the accounts that changed
// something shortly before it began, which may have to do with it.

// The bounds of what is looked for.
const (
	maxEvents   = 5000 // that are read
	maxChanges  = 60   // that are shown
	hoursBefore = 72   // how long before the first unusual day a call may have caused it
	hoursAfter  = 48   // and how long after that day began: lines come by the hour, cases by the day
)

// changesQuery reads the calls that changed something and did not fail.
const changesQuery = `SELECT event_timestamp, useridentity.arn, useridentity.invokedby, eventname, eventsource, recipientaccountid, awsregion, requestparameters, responseelements,
  transform(resources, r -> r.arn), eventid
FROM glaux.trail
WHERE coalesce(readonly, 'false') = 'false' AND coalesce(errorcode, '') = ''
ORDER BY event_timestamp, eventid`

// changes finds who changed what.
func (i *inquiry) changes(ctx context.Context, p casebook.Place) error {
	i.log.enter("changes")
	start := figures.Date(p.Whole.First)
	from, to := start.Add(-hoursBefore*time.Hour), start.Add(hoursAfter*time.Hour)
	near := build.Join("AND", build.Op(build.Column("event_timestamp"), ">=", instant(from)), build.Op(build.Column("event_timestamp"), "<", instant(to)))
	if p.Scope.Node.Account != "" {
		near = build.Op(near, "AND", build.Op(build.Column("recipientaccountid"), "=", build.Text(p.Scope.Node.Account)))
	}
	last := figures.Date(p.Whole.End + daysAfter)
	q, err := where(changesQuery, &ast.Between{X: build.Column("day"), Low: day(from), High: day(last)}, build.Op(near, "OR", i.mentions()))
	if err != nil {
		return err
	}
	q.Limit = build.Limit(maxEvents)
	var list []Change
	events := 0
	err = i.each(ctx, q, func(row []value.Value) error {
		events++
		if c, ok := i.changeOf(row, start); ok {
			list = append(list, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if events == maxEvents {
		i.miss("changes", Text{
			EN: fmt.Sprintf("there are more calls than the %d that are looked at; ask for fewer days", maxEvents),
			JA: fmt.Sprintf("対象の呼び出しが上限の %d 件を超えています。期間を短くしてください", maxEvents),
		})
	}
	slices.SortStableFunc(list, func(a, b Change) int { return cmp.Compare(a.rank(), b.rank()) })
	if len(list) == 0 {
		return i.silence(ctx, from, last)
	}
	i.report.Changes = list[:min(len(list), maxChanges)]
	return nil
}

// silence says why there are no changes: nothing was changed, or nobody logged it.
func (i *inquiry) silence(ctx context.Context, from, last time.Time) error {
	q, err := where("SELECT count(*) FROM glaux.trail WHERE true", &ast.Between{X: build.Column("day"), Low: day(from), High: day(last)})
	if err != nil {
		return err
	}
	var events int64
	if err := i.each(ctx, q, func(row []value.Value) error { events, _ = row[0].(int64); return nil }); err != nil {
		return err
	}
	if events == 0 {
		i.miss("changes", Text{
			EN: "there are no events of CloudTrail of these days: add the folder or bucket of a trail as a source",
			JA: "この期間の CloudTrail イベントがありません。証跡のフォルダーまたはバケットをソースに追加してください",
		})
	}
	return nil
}

// mentions keeps the calls in which a resource of the question stands.
func (i *inquiry) mentions() ast.Expr {
	ids := i.involved.ids()
	if len(ids) == 0 {
		return &ast.Bool{}
	}
	told := build.Call("concat", build.Call("coalesce", build.Column("requestparameters"), build.Text("")), build.Call("coalesce", build.Column("responseelements"), build.Text("")))
	var all []ast.Expr
	for _, id := range ids {
		if strings.HasPrefix(id, "arn:") && len(shortID(id)) > len("i-00000000") {
			continue // its id is looked for, which calls name more often
		}
		all = append(all, build.Op(build.Call("strpos", told, build.Text(id)), ">", build.Number(0)))
	}
	return build.Join("OR", all...)
}

// changeOf reads a call. It is not told where it neither names a resource of the question nor is a change that people make.
func (i *inquiry) changeOf(row []value.Value, start time.Time) (Change, bool) {
	c := Change{
		At: moment(row[0]), Who: cmp.Or(text(row[1]), text(row[2])), Event: text(row[3]), Service: text(row[4]), Account: text(row[5]), Region: text(row[6]),
		EventID: text(row[10]), Resources: []string{},
	}
	c.Name = c.Who[strings.LastIndexAny(c.Who, "/:")+1:]
	c.Near = c.At.Sub(start).Hours()
	call := readCall(text(row[7]), text(row[8]))
	var known []string
	arns, _ := row[9].(value.List)
	for _, one := range arns {
		call.note("", text(one))
	}
	for _, id := range call.ids {
		if _, ok := i.involved[id]; ok {
			known = append(known, id)
		} else if short := shortID(id); short != id {
			if _, ok := i.involved[short]; ok {
				known = append(known, short)
			}
		}
	}
	c.Certain = len(known) > 0
	c.Resources = append(c.Resources, call.ids[:min(len(call.ids), maxNamed)]...)
	if !c.Certain && (text(row[2]) != "" || !byPeople(c.Event)) {
		return c, false
	}
	c.Why = i.why(c, call, known)
	return c, true
}

// rank orders changes: those at resources of the question about when it began, those at its resources at other times, and those of the account.
func (c Change) rank() float64 {
	const step = 1e6
	near := c.Near >= -hoursBefore && c.Near <= hoursAfter
	distance := max(c.Near, -c.Near)
	switch {
	case c.Certain && near:
		return distance
	case c.Certain:
		return step + distance
	}
	return step + step + distance
}

// byPeople tells whether a call is a change of how things are, and none of those by which programs work.
func byPeople(event string) bool {
	if work.MatchString(event) {
		return false
	}
	return verbs.MatchString(event)
}

var (
	verbs = regexp.MustCompile(`^(Create|Delete|Modify|Update|Put|Replace|Associate|Disassociate|Attach|Detach|Run|Start|Stop|Terminate|Enable|Disable|Set|Register|Deregister|Restore|Allocate|Release|Accept|Publish|Add|Remove|Change|Scale)`)
	work  = regexp.MustCompile(`^(StartQuery|StopQuery|CreateLogStream|CreateLogGroup|PutObject|DeleteObject|PutItem|UpdateItem|DeleteItem|PutMetric|PutLogEvents|PutRecord|CreateMultipartUpload|StartExecution|CreateGrant|StartBuild|UpdateInstanceInformation|CreateNetworkInterface|DeleteNetworkInterface|RunTask|StopTask|StartSession|CreateSession|UpdateRecord)`)
)

// call is what a call names.
type call struct {
	ids    []string
	fields map[string]string // the first value of each field by its name in small letters: services write them in either way
}

// maxNamed bounds the resources of a call, maxDepth how deep its JSON is read.
const (
	maxNamed = 20
	maxDepth = 12
)

// readCall reads the JSON of a call and of its answer. What is no JSON names nothing.
func readCall(texts ...string) call {
	c := call{fields: map[string]string{}}
	for _, s := range texts {
		var v any
		if s != "" && json.Unmarshal([]byte(s), &v) == nil {
			c.walk("", v, 0)
		}
	}
	return c
}

func (c *call) walk(key string, v any, depth int) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case string:
		c.note(key, v)
	case []any:
		for _, one := range v {
			c.walk(key, one, depth+1)
		}
	case map[string]any:
		for _, name := range sortedKeys(v) {
			c.walk(name, v[name], depth+1)
		}
	}
}

func sortedKeys(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var (
	// idLike is an id of EC2, or an ARN.
	idLike = regexp.MustCompile(`^([a-z]+(-[a-z]+)*-[0-9a-f]{8,17}|arn:aws[a-z-]*:.+)$`)
	// nameLike are fields whose value names a resource that has no such id.
	nameLike = regexp.MustCompile(`(?i)^(functionName|bucketName|tableName|dBInstanceIdentifier|dBClusterIdentifier|logGroupName|domainName|clusterName|cacheClusterId|replicationGroupId|streamName|queueName|autoScalingGroupName|loadBalancerName|inferenceProfileName|stackName|serviceName)$`)
)

// note notes a value of a call.
func (c *call) note(key, v string) {
	if v == "" {
		return
	}
	if name := strings.ToLower(key); c.fields[name] == "" {
		c.fields[name] = v
	}
	if (idLike.MatchString(v) || nameLike.MatchString(key)) && !slices.Contains(c.ids, v) {
		c.ids = append(c.ids, v)
	}
}
