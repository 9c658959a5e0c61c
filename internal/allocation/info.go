package allocation

// Info says which rules hold, without what they name: accounts, principals and values stand in the file, not here.
type Info struct {
	// File is the path of the rules, "" where they are the product's own.
	File string    `json:"file,omitempty"`
	Keys []KeyInfo `json:"keys"`
	// Built tells that there is no file: the key is the tag of department, team or cost center that the bill has most of.
	Built    bool `json:"built"`
	Examples int  `json:"examples" doc:"how many examples the file has; glaux allocation test runs them"`
}

// KeyInfo is a key of the rules.
type KeyInfo struct {
	Name     string      `json:"name"`
	Over     Source      `json:"over" enum:"bill,genai"`
	Metric   Metric      `json:"metric" enum:"unblended,amortized,net_unblended,net_amortized"`
	Steps    []StepInfo  `json:"steps" doc:"the waterfall, in order, the residual last"`
	Residual string      `json:"residual" doc:"the name of what no step knows"`
	Splits   []SplitInfo `json:"splits,omitempty"`
	Savings  Method      `json:"savings,omitempty" enum:"usage,fixed" doc:"how savings of commitments are redistributed; none where empty"`
}

// StepInfo is a step of a key.
type StepInfo struct {
	Name string   `json:"name"`
	Kind StepKind `json:"kind" enum:"shared,profile_tag,principal_tag,session_tag,principals,metadata,resource_tag,account_tag,accounts,category,rules,inherited,default,residual"`
	Says Text     `json:"says"`
}

// SplitInfo is a split of a key.
type SplitInfo struct {
	Source string `json:"source"`
	Method Method `json:"method" enum:"proportional,even,fixed,tokens"`
}

// Info says which rules hold, without what they name.
func (r Rules) Info(file string) Info {
	i := Info{File: file, Built: r.Built, Examples: len(r.Examples), Keys: []KeyInfo{}}
	for _, k := range r.Keys {
		one := KeyInfo{Name: k.Name, Over: k.Over, Metric: k.Metric, Residual: k.Residual, Steps: []StepInfo{}}
		for _, s := range k.waterfall() {
			one.Steps = append(one.Steps, StepInfo{Name: s.Name, Kind: s.Kind, Says: s.says()})
		}
		one.Steps = append(one.Steps, StepInfo{Name: string(ByResidual), Kind: ByResidual, Says: residualSays()})
		for _, s := range k.splits() {
			one.Splits = append(one.Splits, SplitInfo{Source: s.Source, Method: s.Method})
		}
		if k.Savings != nil {
			one.Savings = k.Savings.Method
		}
		i.Keys = append(i.Keys, one)
	}
	return i
}
