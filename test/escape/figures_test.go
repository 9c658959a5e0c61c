package escape_test

func onFigures() []attempt {
	const period = `"period": {"start": "2020-01-01", "end": "2027-01-01"}`
	costs := func(more string) sent {
		return post("/api/explore/costs", `{`+period+`, "granularity": "total", "metric": "unblended"`+more+`}`)
	}
	values := func(more string) sent { return post("/api/explore/values", `{`+period+more+`}`) }
	return []attempt{
		{name: "sums the costs of accounts", sent: costs(`, "groupBy": ["line_item_usage_account_name"], "all": true`), status: 200, says: "App-Team-Click"},
		{name: "sums the costs of a hidden account", sent: costs(`, "filters": [{"dimension": "line_item_usage_account_name", "values": ["${account}"]}]`), status: 200, says: `"rows":[]`},
		{name: "sums the costs of all accounts but its own", sent: costs(`, "filters": [{"dimension": "line_item_usage_account_name", "values": ["App-Team-Click"], "exclude": true}]`), status: 200, says: `"rows":[]`},
		{name: "sums the costs of accounts that begin as a hidden one", sent: costs(`, "filters": [{"dimension": "line_item_usage_account_name", "values": ["A"], "match": "starts"}], "groupBy": ["line_item_usage_account_name"]`), status: 200},
		{name: "sums the costs by a hidden column", sent: costs(`, "groupBy": ["line_item_resource_id"]`), status: 200, says: `"keys":[""]`},
		{name: "sums the costs where a hidden column has a value", sent: costs(`, "filters": [{"dimension": "line_item_resource_id", "values": ["i-0"], "match": "starts"}]`), status: 200, says: `"rows":[]`},
		{name: "sums the costs by a hidden column of the table itself", sent: costs(`, "table": "demo.cur", "groupBy": ["line_item_resource_id"]`), status: 400, there: "line_item_resource_id", missing: "line_item_resource_ix"},
		{name: "sums the costs of a hidden table", sent: costs(`, "table": "db.payroll"`), status: 400, there: "payroll", missing: "paytoll"},
		{name: "sums the costs of a table of a hidden database", sent: costs(`, "table": "hidden.secrets"`), status: 400, there: "hidden", missing: "hiddem"},
		{name: "sums the costs of a table with SQL for a name", sent: costs(`, "table": "demo.cur UNION SELECT * FROM db.payroll"`), status: 400},
		{name: "sums the costs by a dimension with SQL for a name", sent: costs(`, "groupBy": ["(SELECT max(word) FROM db.payroll)"]`), status: 400},
		{name: "sums the costs by a key with SQL in it", sent: costs(`, "groupBy": ["tag:x'] || (SELECT max(word) FROM db.payroll) || resource_tags['x"]`), status: 200},
		{name: "sums the costs as who may see nothing", as: "mallory", sent: costs(""), status: 200, says: `"rows":[]`},
		{name: "compares two windows by account", sent: post("/api/explore/compare", `{"before": {"start": "2020-01-01", "end": "2025-11-01"}, "after": {"start": "2025-11-01", "end": "2027-01-01"}, "metric": "unblended", "groupBy": ["line_item_usage_account_name"], "all": true}`), status: 200},
		{name: "forecasts a hidden account", sent: post("/api/explore/forecast", `{`+period+`, "granularity": "monthly", "metric": "unblended", "filters": [{"dimension": "line_item_usage_account_name", "values": ["${account}"]}]}`), status: 400, says: "TOO_LITTLE_HISTORY", there: "${account}", missing: "Never-Was"},
		{name: "asks for the values of accounts", sent: values(`, "dimension": "line_item_usage_account_name", "limit": 1000`), status: 200, says: "App-Team-Click"},
		{name: "searches the values of accounts for a hidden one", sent: values(`, "dimension": "line_item_usage_account_name", "search": "${account}"`), status: 200, says: "[]"},
		{name: "asks for the values of a hidden column", sent: values(`, "dimension": "line_item_resource_id"`), status: 200, says: `[{"value":"",`},
		{name: "asks for the dimensions", sent: get("/api/explore/dimensions"), status: 200},
		{name: "asks for the dimensions of a hidden table", sent: get("/api/explore/dimensions?table=db.payroll"), status: 400, there: "payroll", missing: "paytoll"},
		{name: "asks for the days of a hidden table", sent: get("/api/explore/days?table=hidden.secrets"), status: 200, says: `"first":""`, there: "hidden", missing: "hiddem"},
		{name: "asks for the days as who may see nothing", as: "mallory", sent: get("/api/explore/days"), status: 200},
		{name: "exports the costs of accounts", sent: post("/api/explore/export?format=csv", `{`+period+`, "granularity": "total", "metric": "unblended", "groupBy": ["line_item_usage_account_name"], "all": true}`), status: 200, says: "App-Team-Click"},
		{name: "exports the costs of a hidden table", sent: post("/api/explore/export?format=xlsx", `{`+period+`, "granularity": "total", "metric": "unblended", "table": "db.payroll"}`), status: 400, there: "payroll", missing: "paytoll"},
		{name: "exports what is no question", sent: post("/api/explore/export", `{"period": 7}`), status: 400},
		{name: "lists the dashboards", sent: get("/api/dashboards"), status: 200},
		{name: "walks from a dashboard to a file", sent: get("/api/dashboards/..%2F..%2Fshare%2Fshare.sqlite"), status: 404},
		{name: "names a dashboard by a path", sent: get("/api/dashboards/%2Fetc%2Fpasswd"), status: 404},
		{name: "names a dashboard by a path, encoded twice", sent: get("/api/dashboards/%252Fetc%252Fpasswd"), status: 404},
		{name: "names a tile by a path", sent: post("/api/dashboards/cloud-intelligence/tiles/..%2F..%2Fx", `{}`), status: 404},
	}
}

func onSharing() []attempt {
	const grant = `{"grant": [{"principal": "eve", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]}]}`
	denied := func(list ...attempt) []attempt {
		for i := range list {
			list[i].status, list[i].says = 403, "PERMISSION_DENIED"
		}
		return list
	}
	return append(denied(
		attempt{name: "reads who may see what", sent: get("/api/share")},
		attempt{name: "grants itself everything", sent: post("/api/share/edit", grant)},
		attempt{name: "tries what a grant would do", sent: post("/api/share/edit?dry=true", grant)},
		attempt{name: "makes itself an administrator", sent: post("/api/share/edit", `{"put": {"administrators": ["eve"]}}`)},
		attempt{name: "joins a group", sent: post("/api/share/edit", `{"put": {"principals": [{"name": "boss", "kind": "group", "members": ["eve"]}]}}`)},
		attempt{name: "changes its filter", sent: post("/api/share/edit", `{"put": {"filters": [{"database": "db", "table": "sales", "name": "red", "rows": "true"}]}}`)},
		attempt{name: "takes its filter away", sent: post("/api/share/edit", `{"remove": {"filters": [{"database": "db", "table": "sales", "name": "red"}]}}`)},
		attempt{name: "takes the rights of another", sent: post("/api/share/edit", `{"revoke": [{"principal": "alice", "resource": {"type": "TABLE", "database": "db", "table": "payroll"}, "permissions": ["SELECT"]}]}`)},
		attempt{name: "removes an administrator", sent: post("/api/share/edit", `{"remove": {"administrators": ["boss"]}}`)},
		attempt{name: "names a mapping table", sent: post("/api/share/edit", `{"put": {"mappings": [{"database": "db", "table": "payroll"}]}}`)},
		attempt{name: "tags a hidden table", sent: post("/api/share/edit", `{"put": {"tags": [{"key": "a", "values": ["b"]}]}}`)},
		attempt{name: "changes its workgroup", sent: post("/api/share/edit", `{"put": {"workgroups": [{"name": "vault", "members": ["eve"], "administrators": ["eve"], "limits": {}}]}}`)},
		attempt{name: "replaces all records", sent: put("/api/share", `{"version": 1, "administrators": ["eve"]}`)},
		attempt{name: "tries to replace all records", sent: put("/api/share?dry=true", `{"version": 1, "administrators": ["eve"]}`)},
		attempt{name: "reads the changes of rights", sent: get("/api/share/history")},
		attempt{name: "reads the matrix", sent: get("/api/share/matrix")},
		attempt{name: "reads what all see", sent: get("/api/share/seen")},
		attempt{name: "asks what another sees", sent: get("/api/share/sight?as=alice"), there: "alice", missing: "alicx"},
		attempt{name: "checks a query as another", sent: post("/api/share/check", `{"as": "boss", "sql": "SELECT * FROM db.payroll"}`), there: "boss", missing: "bosx"},
		attempt{name: "previews a table as another", sent: post("/api/share/preview", `{"as": "boss", "database": "db", "table": "payroll"}`)},
		attempt{name: "previews a table as itself with another filter", sent: post("/api/share/preview", `{"as": "eve", "database": "db", "table": "sales", "filter": {"database": "db", "table": "sales", "name": "x", "rows": "true"}}`)},
		attempt{name: "exports all records", sent: get("/api/share/export/json")},
		attempt{name: "exports all records for AWS", sent: get("/api/share/export/cloudformation")},
		attempt{name: "exports all records as Terraform", sent: get("/api/share/export/terraform")},
		attempt{name: "exports all records as calls", sent: get("/api/share/export/cli")},
		attempt{name: "asks as the boss", sent: get("/api/share", "Glaux-As: boss")},
		attempt{name: "asks as the boss in other letters", sent: get("/api/share", "glaux-as: %62oss")},
		attempt{name: "asks as a group", sent: get("/api/share", "Glaux-As: group:boss")},
		attempt{name: "asks as the local user", sent: get("/api/share", "Glaux-As: local")},
		attempt{name: "asks as the boss by the address", sent: get("/api/share?view-as=boss")},
		attempt{name: "asks as who is not there", sent: get("/api/share", "Glaux-As: nobody"), there: "nobody", missing: "boss"},
		attempt{name: "grants as an administrator who sees as another", as: "boss", sent: post("/api/share/edit", grant, "Glaux-As: eve")},
	),
		attempt{name: "asks what it sees itself", sent: get("/api/share/sight"), status: 200, says: "sales"},
		attempt{name: "checks a query of a hidden table as itself", sent: post("/api/share/check", `{"sql": "SELECT * FROM db.payroll"}`), status: 200, says: "TABLE_NOT_FOUND", there: "payroll", missing: "paytoll"},
		attempt{name: "checks what it sees of a query", sent: post("/api/share/check", `{"sql": "SELECT * FROM db.sales"}`), status: 200},
		attempt{name: "asks as two", sent: get("/api/share/sight", "Glaux-As: eve", "Glaux-As: boss"), status: 200},
		attempt{name: "exports records in a form of its own", sent: get("/api/share/export/..%2F..%2Fx"), status: 422},
		attempt{name: "reads the audit log", sent: get("/api/audit"), status: 404, says: "NO_AUDIT_LOG"},
		attempt{name: "reads a record of the audit log", sent: get("/api/audit/1"), status: 404, says: "NO_AUDIT_LOG"},
		attempt{name: "searches the audit log", sent: get("/api/audit?principal=alice&text=word"), status: 404, says: "NO_AUDIT_LOG"},
		attempt{name: "verifies the audit log", sent: get("/api/audit/verify"), status: 404, says: "NO_AUDIT_LOG"},
		attempt{name: "reads the audit log as an administrator who sees as another", as: "boss", sent: get("/api/audit", "Glaux-As: eve"), status: 404, says: "NO_AUDIT_LOG"},
	)
}
