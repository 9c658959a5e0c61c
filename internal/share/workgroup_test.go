package share_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/share"
)

// Every limit of a workgroup comes back from a file as it was, and none may be negative.
func TestLimitsOfAWorkgroupTravelInFiles(t *testing.T) {
	state := share.First()
	group := share.Workgroup{Name: "web", Enforced: true, NoReuse: true}
	limits := reflect.ValueOf(&group.Limits).Elem()
	for i := range limits.NumField() {
		limits.Field(i).SetInt(int64(time.Duration(i+1) * time.Second))
	}
	state.Workgroups = []share.Workgroup{group}
	text, err := share.Write(state)
	if err != nil {
		t.Fatal(err)
	}
	back, err := share.Read(strings.NewReader(text))
	if err != nil || !reflect.DeepEqual(back.Workgroups, state.Workgroups) {
		t.Errorf("got %+v, %v from\n%s", back.Workgroups, err, text)
	}
	if err := state.Check(); err != nil {
		t.Error(err)
	}
	for i := range limits.NumField() {
		wrong := group
		reflect.ValueOf(&wrong.Limits).Elem().Field(i).SetInt(-1)
		state.Workgroups = []share.Workgroup{wrong}
		if err := state.Check(); err == nil || !strings.Contains(err.Error(), "a limit is negative") {
			t.Errorf("%s: got %v", limits.Type().Field(i).Name, err)
		}
	}
}
