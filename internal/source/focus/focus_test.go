package focus_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestTheDictionaryHasTheColumnsOfTheSpecification(t *testing.T) {
	kinds := map[string]types.Kind{}
	for _, k := range focus.Columns() {
		kinds[k.Name] = k.Type.Kind
	}
	for name, kind := range map[string]types.Kind{
		"BilledCost": types.Double, "EffectiveCost": types.Double, "ChargePeriodStart": types.Timestamp, "Tags": types.Map, "ServiceName": types.Varchar,
	} {
		if kinds[name] != kind {
			t.Errorf("%s is of kind %d", name, kinds[name])
		}
	}
}

func TestThePeriodIsTheBillingPeriod(t *testing.T) {
	f := focus.New()
	if name, ok := f.Period([]string{"chargeperiodstart", "billingperiodstart"}); !ok || name != "billingperiodstart" {
		t.Errorf("it is %q", name)
	}
	if name, ok := f.Period([]string{"billedcost"}); ok {
		t.Errorf("without one it is %q", name)
	}
}
