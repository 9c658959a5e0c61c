package inventory

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// resource is what a file says of one resource.
type resource struct {
	thing
	v          serde.Value // its configuration
	id, arn    string
	name, zone string
	tags       []feed.Pair
	shared     feed.Cells
	seen       feed.Micros // the last time
	size       int
	deleted    bool
	describe   bool
}

// item takes a configuration item of AWS Config.
func (r *reader) item(v serde.Value, size int) (reason string, err error) {
	kind := plain(v.Get("resourceType"))
	if kind == "" {
		return "a configuration item without resourceType", nil
	}
	captured, ok := feed.Moment(v.Get("configurationItemCaptureTime").Text())
	if !ok {
		return fmt.Sprintf("configurationItemCaptureTime: %q is no time", feed.Shorten(string(v.Get("configurationItemCaptureTime").Text()))), nil
	}
	res := resource{thing: r.kind.things[kind], id: plain(v.Get("resourceId")), arn: plain(v.Get("ARN")), zone: plain(v.Get("availabilityZone")), size: size}
	res.kind = kind
	res.v = v.Get("configuration")
	if res.v.IsString() {
		if res.v, err = r.text.Read(res.v.Text()); err != nil {
			_, reason, _ = feed.Broken(err) // a tree gives no other errors
			return "configuration: " + reason, nil
		}
	}
	res.name = plain(v.Get("resourceName"))
	if res.tags = tagsOf(res.v); len(res.tags) == 0 {
		res.tags = tagsOf(v)
	}
	status := plain(v.Get("configurationItemStatus"))
	res.deleted = status == "ResourceDeleted" || status == "ResourceDeletedNotRecorded"
	res.seen = feed.Micros(captured)
	origin := "history"
	if r.file.snapshot {
		origin = "snapshot"
		res.seen = max(res.seen, r.file.seen)
	}
	region := plain(v.Get("awsRegion"))
	if region == "global" || region == "" {
		region = r.file.place.Region
	}
	account := plain(v.Get("awsAccountId"))
	if account == "" {
		account = r.file.place.Account
	}
	res.shared = feed.Cells{
		"account_id": account, "region": region, "origin": origin, "deleted": res.deleted, "first_seen": feed.Micros(captured), "last_seen": res.seen,
	}
	return "", r.put(&res)
}

// answer takes an element of the answer of a describe call.
func (r *reader) answer(kind string, v serde.Value, size int) (reason string, err error) {
	if r.file.seen == 0 {
		return "neither the file's name nor its time tells when this was so", nil
	}
	switch kind {
	case reservations:
		owner := plain(v.Get("OwnerId"))
		if !v.Get("Instances").IsArray() {
			return "a reservation without instances", nil
		}
		v.Get("Instances").Each(func(_ string, instance serde.Value) bool {
			reason, err = r.described("AWS::EC2::Instance", instance, owner, len(instance.Raw()))
			return reason == "" && err == nil
		})
		return reason, err
	case tagMappings:
		return r.mapping(v, size)
	case tagList:
		return r.tag(v, size)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		if !v.Get("LoadBalancerArn").There() {
			kind = "AWS::ElasticLoadBalancing::LoadBalancer"
		}
	}
	return r.described(kind, v, "", size)
}

var zoneRegion = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d+`)

// described takes a resource of a describe call.
func (r *reader) described(kind string, v serde.Value, owner string, size int) (reason string, err error) {
	res := resource{thing: r.kind.things[kind], v: v, tags: tagsOf(v), seen: r.file.seen, size: size, describe: true}
	res.id, res.arn = plain(v.Get(res.thing.id)), plain(v.Get(res.thing.arn))
	if res.id == "" && kind == "AWS::EC2::EIP" {
		res.id = plain(v.Get("PublicIp"))
	}
	if res.id == "" {
		return fmt.Sprintf("a resource of type %s without %s", kind, res.thing.id), nil
	}
	res.zone = plain(v.Get("AvailabilityZone"))
	if res.zone == "" {
		res.zone = plain(v.Get("Placement", "AvailabilityZone"))
	}
	state := plain(v.Get("State", "Name")) + plain(v.Get("State"))
	res.deleted = state == "terminated" || state == "deleted"
	r.share(&res, owner)
	return "", r.put(&res)
}

// share fills the columns that all tables have, for the answer of a describe call.
func (r *reader) share(res *resource, owner string) {
	account, region := r.file.place.Account, r.file.place.Region
	if parts := strings.SplitN(res.arn, ":", 6); len(parts) == 6 {
		account, region = or(parts[4], account), or(parts[3], region)
	}
	for _, key := range []string{"OwnerId", "NetworkInterfaceOwnerId"} {
		owner = or(owner, plain(res.v.Get(key)))
	}
	account = or(owner, account)
	if zone := zoneRegion.FindString(res.zone); zone != "" {
		region = zone
	}
	res.shared = feed.Cells{
		"account_id": account, "region": region, "origin": "describe", "deleted": res.deleted, "first_seen": res.seen, "last_seen": res.seen,
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// mapping takes an element of the answer of get-resources: an ARN with tags.
func (r *reader) mapping(v serde.Value, size int) (reason string, err error) {
	res := resource{arn: plain(v.Get("ResourceARN")), tags: tagsOf(v), v: v, seen: r.file.seen, size: size, describe: true}
	parts := strings.SplitN(res.arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return fmt.Sprintf("ResourceARN: %q is no ARN", feed.Shorten(res.arn)), nil
	}
	res.id = parts[5]
	if i := strings.LastIndexByte(res.id, '/'); i >= 0 && parts[2] == "ec2" {
		res.id = res.id[i+1:]
	} else if _, name, ok := strings.Cut(res.id, ":"); ok {
		res.id = name
	}
	res.kind = r.kind.ofARN(parts[2], parts[5])
	r.share(&res, "")
	return "", r.put(&res)
}

// kindOfARN returns the type of a resource as CloudFormation names it; where that is not known, what the ARN says.
func (k *Kind) ofARN(service, rest string) string {
	word, _, _ := strings.Cut(strings.ReplaceAll(rest, ":", "/"), "/")
	if kind, ok := k.arns[service+"/"+word]; ok {
		return kind
	}
	if strings.ContainsAny(rest, ":/") {
		return service + ":" + word
	}
	return service
}

// tag takes an element of the answer of describe-tags.
func (r *reader) tag(v serde.Value, size int) (reason string, err error) {
	res := resource{id: plain(v.Get("ResourceId")), arn: plain(v.Get("ResourceARN")), v: v, seen: r.file.seen}
	res.kind = r.kind.ofARN("ec2", plain(v.Get("ResourceType"))+"/")
	if res.id == "" && res.arn == "" {
		return "a tag without ResourceId", nil
	}
	r.share(&res, "")
	r.JSON.Report.Records++
	return "", r.row(tags, &res, feed.Cells{"key": plain(v.Get("Key")), "value": plain(v.Get("Value"))}, size)
}

// row appends a row to a table.
func (r *reader) row(table string, res *resource, cells feed.Cells, size int) error {
	for name, cell := range res.shared {
		cells[name] = cell
	}
	for name, cell := range map[string]string{"resource_type": res.kind, "resource_id": res.id, "arn": res.arn, "name": res.name} {
		if cells[name] == nil && cell != "" {
			cells[name] = cell
		}
	}
	day, ok := feed.DayOf(int64(res.seen) / 1_000_000)
	if !ok {
		day = feed.NoDay
	}
	return r.pages.Put(r.kind.shapes[table], day, cells, size)
}
