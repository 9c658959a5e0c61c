package escape_test

import "strings"

func onIdentity() []attempt {
	refused := func(list ...attempt) []attempt {
		for i := range list {
			list[i].as, list[i].status = "-", 401
			if list[i].path == "" {
				list[i].method, list[i].path = "GET", "/api/session"
			}
		}
		return list
	}
	with := func(name string, headers ...string) attempt { return attempt{name: name, sent: sent{headers: headers}} }
	return append(refused(
		with("shows no token"),
		with("shows a wrong token", "Authorization: Bearer glaux_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		with("shows an empty token", "Authorization: Bearer "),
		with("shows the name of a principal", "Authorization: Bearer boss"),
		with("shows the id of a token", "Authorization: Bearer ${token id boss}"),
		with("shows what the file has of a token", "Authorization: Bearer ${hash boss}"),
		with("shows a token as a password", "Authorization: Basic ${token boss}"),
		with("shows a token without a scheme", "Authorization: ${token boss}"),
		with("shows a token with another scheme", "Authorization: Token ${token boss}"),
		with("shows a token with a tab for a blank", "Authorization: Bearer\t${token boss}"),
		with("shows two tokens in one header", "Authorization: Bearer ${token eve}, Bearer ${token boss}"),
		with("shows a token with something behind it", "Authorization: Bearer ${token boss} x"),
		with("shows a token in quotes", `Authorization: Bearer "${token boss}"`),
		with("shows a token in capitals", "Authorization: Bearer "+strings.ToUpper("${token boss}")),
		with("shows a token in another header", "X-Api-Key: ${token boss}", "Proxy-Authorization: Bearer ${token boss}", "X-Authorization: Bearer ${token boss}"),
		with("shows a token in a cookie", "Cookie: glaux_session=${token boss}"),
		with("shows what the file has in a cookie", "Cookie: glaux_session=${hash boss}"),
		with("shows a name in a cookie", "Cookie: glaux_session=boss"),
		with("shows an empty cookie", "Cookie: glaux_session="),
		with("shows a cookie with SQL in it", "Cookie: glaux_session=x' OR '1'='1"),
		with("shows a cookie of another name", "Cookie: session=${token boss}; token=${token boss}"),
		with("says that a proxy knows it", "X-Forwarded-User: boss", "X-Remote-User: boss", "Remote-User: boss", "X-Auth-Request-User: boss", "X-Forwarded-Email: boss"),
		with("says who it is in headers of the product", "X-Glaux-User: boss", "X-Glaux-Principal: boss", "Glaux-Principal: boss", "X-Glaux-As: boss"),
		with("asks as another without a token", "Glaux-As: boss"),
		with("says that it comes from this machine", "X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1", "Client-IP: 127.0.0.1"),
		with("names another address of the request", "X-Original-URL: /api/openapi.json", "X-Rewrite-URL: /api/login"),
		attempt{name: "puts a token into the address", sent: get("/api/session?token=${token boss}&access_token=${token boss}&authorization=Bearer%20${token boss}")},
		attempt{name: "logs in with a wrong token", sent: post("/api/session", `{"token": "glaux_x"}`)},
		attempt{name: "logs in with what the file has of a token", sent: post("/api/session", `{"token": "${hash boss}"}`)},
		attempt{name: "logs in with the id of a token", sent: post("/api/session", `{"token": "${token id boss}"}`)},
		attempt{name: "logs in with a zero byte behind a token", sent: post("/api/session", `{"token": "${token boss}\u0000"}`)},
		attempt{name: "writes a public path otherwise", sent: get("/api/session/")},
		attempt{name: "asks for a public path by another method", sent: sent{method: "HEAD", path: "/api/session"}},
	),
		attempt{name: "logs in with an object for a token", as: "-", sent: post("/api/session", `{"token": {"$ne": ""}}`), status: 422},
		attempt{name: "logs in with a list for a token", as: "-", sent: post("/api/session", `{"token": ["${token id boss}"]}`), status: 422},
		attempt{name: "logs in and says who it is", as: "-", sent: post("/api/session", `{"token": "glaux_x", "principal": "boss"}`), status: 422},
		attempt{name: "logs in at a provider that is not there", as: "-", sent: get("/auth/callback?code=x&state=y"), status: 200, says: "<title>pages</title>"},
		attempt{name: "shows its token and says that it is the boss", sent: get("/api/session", "X-Forwarded-User: boss", "X-Glaux-User: boss", "From: boss"), status: 200, says: `"principal":"eve"`},
		attempt{name: "shows its token and the cookie of another", sent: get("/api/session", "Cookie: glaux_session=${token boss}"), status: 200, says: `"principal":"eve"`},
		attempt{name: "names itself with a zero byte", sent: get("/api/session", "Glaux-As: eve%00boss"), status: 403},
		attempt{name: "names whom it asks as in a wrong encoding", sent: get("/api/session", "Glaux-As: %zz"), status: 400},
		attempt{name: "names whom it asks as at great length", sent: get("/api/session", "Glaux-As: "+strings.Repeat("a", 2000)), status: 400},
	)
}

func onPaths() []attempt {
	var list []attempt
	for name, path := range map[string]string{
		"walks up":                            "/../../../../etc/passwd",
		"walks up in the files of pages":      "/assets/../../../etc/passwd",
		"walks up, encoded":                   "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		"walks up, encoded with slashes":      "/assets/..%2f..%2f..%2fetc%2fpasswd",
		"walks up, encoded twice":             "/assets/%252e%252e%252f%252e%252e%252fetc%252fpasswd",
		"walks up with backslashes":           `/assets/..\..\..\etc\passwd`,
		"walks up with encoded backslashes":   "/assets/..%5c..%5c..%5cetc%5cpasswd",
		"walks up with overlong letters":      "/assets/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
		"walks up with wide letters":          "/assets/%ef%bc%8e%ef%bc%8e/etc/passwd",
		"walks up behind a semicolon":         "/assets/..;/..;/etc/passwd",
		"doubles dots and slashes":            "/assets/....//....//etc/passwd",
		"names a file with a zero byte":       "/assets/a.js%00.html",
		"names a hidden file of pages":        "/.secret",
		"names a hidden file of assets":       "/assets/.secret.txt",
		"names a folder of pages":             "/assets/",
		"names the lake":                      "/lake/share/share.sqlite",
		"names the lake by its path":          "${dir}/lake/workbench/records.sqlite",
		"names the file of tokens":            "/tokens.json",
		"names the profiler":                  "/debug/pprof/",
		"names the variables":                 "/debug/vars",
		"names the metrics":                   "/metrics",
		"names git":                           "/.git/config",
		"names the environment":               "/.env",
		"names a page of another host":        "//example.com/",
		"names a page of another host, twice": "//example.com/%2f..",
		"names a backslashed host":            `/\example.com/`,
	} {
		a := attempt{name: name, as: "-", sent: get(path, "Accept: image/png"), status: 404, says: "no such file"}
		if strings.Contains(path, "//") || strings.Contains(path, "/../") {
			a.status, a.says = 307, "Location:[/" // of this server, cleaned
		}
		list = append(list, a)
	}
	api := []attempt{
		{name: "asks for a route that is not there", sent: get("/api/debug"), status: 404},
		{name: "asks for a route in capitals", sent: get("/API/share"), status: 200, says: "<title>pages</title>"},
		{name: "asks for the public document with something behind it", as: "-", sent: get("/api/openapi.json/../share"), status: 307, says: "Location:[/api/share]"},
		{name: "asks for a route with two slashes", as: "-", sent: get("//api/share"), status: 307},
		{name: "asks for a route with two slashes inside", as: "-", sent: get("/api//share"), status: 307},
		{name: "asks for a route with an encoded slash", as: "-", sent: get("/api%2fshare"), status: 200, says: "<title>pages</title>"},
		{name: "asks for a route with an encoded letter", as: "-", sent: get("/api/%73hare"), status: 401},
		{name: "asks for a route by dots", as: "-", sent: get("/x/../api/share"), status: 307},
		{name: "traces a request", sent: sent{method: "TRACE", path: "/api/session"}, status: 404},
		{name: "asks by a method of its own", sent: sent{method: "DEBUG", path: "/api/share"}, status: 404},
		{name: "asks what may be sent from elsewhere", as: "-", sent: sent{method: "OPTIONS", path: "/api/share", headers: []string{"Origin: https://evil.example.com", "Access-Control-Request-Method: POST"}}, status: 401},
		{name: "reads from a page of another site", sent: get("/api/catalog", "Origin: https://evil.example.com", "Sec-Fetch-Site: cross-site"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "reads from a page of another port", sent: get("/api/catalog", "Sec-Fetch-Site: same-site"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "changes from a page of another site", sent: put("/api/saved", `{"name": "x", "sql": "x"}`, "Origin: https://evil.example.com"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "changes from a sandboxed page", sent: put("/api/saved", `{"name": "x", "sql": "x"}`, "Origin: null"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "changes by a form of another site", sent: post("/api/share/edit", "a=b", "Origin: https://evil.example.com", "Content-Type: application/x-www-form-urlencoded"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "changes by a text of another site", sent: post("/api/queries", `{"sql": "SELECT 1"}`, "Sec-Fetch-Site: cross-site", "Content-Type: text/plain"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "logs out another from another site", sent: del("/api/session", "Origin: https://evil.example.com"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "logs in from another site", as: "-", sent: post("/api/session", `{"token": "${token eve}"}`, "Origin: https://evil.example.com"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "sends an origin that begins as this one", sent: put("/api/saved", `{"name": "x", "sql": "x"}`, "Origin: ${url}.evil.example.com"), status: 403, says: "FOREIGN_ORIGIN"},
		{name: "sends a method in a header", sent: post("/api/queries/${result}", "", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE"), status: 404},
		{name: "names another host", sent: get("/api/catalog", "Host: evil.example.com"), status: 421, says: "FOREIGN_ORIGIN"},
		{name: "names another host behind a proxy", sent: get("/api/catalog", "X-Forwarded-Host: evil.example.com", "Forwarded: host=evil.example.com"), status: 200},
		{name: "names a host that begins as this one", sent: get("/api/catalog", "Host: 127.0.0.1.evil.example.com"), status: 421},
		{name: "sends a body that is too long", sent: post("/api/run", `{"sql": "`+strings.Repeat("x", 3<<20)+`"}`), status: 413},
		{name: "sends a statement that is too long", sent: post("/api/run", `{"sql": "`+strings.Repeat("x", 300_000)+`"}`), status: 422},
		{name: "sends what is no JSON", sent: post("/api/run", `<sql>SELECT 1</sql>`), status: 400},
		{name: "sends nothing", sent: post("/api/run", ""), status: 400},
		{name: "sends deep JSON", sent: post("/api/run", strings.Repeat(`{"sql":`, 20_000)), status: 400},
		{name: "has what another was answered", sent: get("/api/saved", "If-None-Match: *"), status: 304},
	}
	return append(list, api...)
}
