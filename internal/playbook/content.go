package playbook

// Playbooks that move less: copies nearby, caches, and logs that are kept where they cost less.

// ImagesNearby copies the images of a registry to the region where they are pulled.
type ImagesNearby struct {
	Region, Account string
	// To is the region where they are pulled, Prefix the beginning of the repositories' names.
	To, Prefix string
}

// Plan writes it down.
func (i ImagesNearby) Plan() (Plan, error) {
	d := newDraft("images-own-region",
		Text{EN: "Copies of images in the region that pulls them", JA: "イメージを取得するリージョンへのレプリケーション"},
		Text{
			EN: "Copies are stored twice and appear some minutes later; images pushed before are not copied. This replaces the replication rules of the registry: add those that there are. To go back, delete the rule.",
			JA: "イメージは二重に保存され、反映まで数分かかります。設定前のイメージは複製されません。レジストリの既存のレプリケーション規則は置き換わるため、必要な規則を含めてください。戻すには規則を削除します。",
		})
	d.need("a region", i.Region)
	d.need("an account", i.Account)
	d.need("the region that pulls", i.To)
	d.need("a prefix", i.Prefix)
	d.step("Replicate the repositories, push anew, and let the machines pull from the registry of their region.", "リポジトリを複製し、再度プッシュして、各リージョンのレジストリから取得させます。")
	d.add("images "+i.To, "aws_ecr_replication_configuration", "AWS::ECR::ReplicationConfiguration",
		both("replication_configuration", "ReplicationConfiguration", object{
			{"rule", "Rules", []object{{
				{"destination", "Destinations", []object{{both("region", "Region", i.To), both("registry_id", "RegistryId", i.Account)}}},
				{"repository_filter", "RepositoryFilters", []object{{both("filter", "Filter", i.Prefix), both("filter_type", "FilterType", "PREFIX_MATCH")}}},
			}}},
		}))
	text, err := jsonText(map[string]any{"rules": []any{map[string]any{
		"destinations":      []any{map[string]any{"region": i.To, "registryId": i.Account}},
		"repositoryFilters": []any{map[string]any{"filter": i.Prefix, "filterType": "PREFIX_MATCH"}},
	}}})
	if err != nil {
		return Plan{}, err
	}
	d.aws(i.Region, "ecr", "put-replication-configuration", "--replication-configuration", text)
	return d.plan()
}

// PullThrough keeps images of a public registry in ECR, so that they come through an endpoint.
type PullThrough struct {
	Region string
	// Prefix is what repositories of the cache begin with, Upstream the registry, such as public.ecr.aws.
	Prefix, Upstream string
}

// Plan writes it down.
func (p PullThrough) Plan() (Plan, error) {
	d := newDraft("images-pull-through",
		Text{EN: "A cache for images of a public registry", JA: "パブリックレジストリのプルスルーキャッシュ"},
		Text{
			EN: "Images get other names, so that manifests change. Some registries want a secret for it. The cache stores what is pulled until a lifecycle rule deletes it. To go back, use the old names.",
			JA: "イメージ名が変わるためマニフェストの変更が必要です。レジストリによってはシークレットが必要です。キャッシュはライフサイクル規則で削除するまで保存料がかかります。戻すには元の名前を使います。",
		})
	d.need("a region", p.Region)
	d.need("a prefix", p.Prefix)
	d.need("a registry", p.Upstream)
	d.step("Make the rule, and put the registry and the prefix before the names of images.", "規則を作成し、イメージ名の前にレジストリとプレフィックスを付けます。")
	d.add("cache "+p.Prefix, "aws_ecr_pull_through_cache_rule", "AWS::ECR::PullThroughCacheRule",
		both("ecr_repository_prefix", "EcrRepositoryPrefix", p.Prefix), both("upstream_registry_url", "UpstreamRegistryUrl", p.Upstream))
	d.aws(p.Region, "ecr", "create-pull-through-cache-rule", "--ecr-repository-prefix", p.Prefix, "--upstream-registry-url", p.Upstream)
	return d.plan()
}

// Distribution puts CloudFront before what sends to the internet.
type Distribution struct {
	Region string
	// Origin is the name in DNS of what sends, such as a load balancer's.
	Origin string
}

// Plan writes it down.
func (o Distribution) Plan() (Plan, error) {
	d := newDraft("cloudfront-in-front",
		Text{EN: "CloudFront before what sends to the internet", JA: "インターネット配信元の前段への CloudFront の配置"},
		Text{
			EN: "Caching is off in this draft (managed policy CachingDisabled), so that nothing private is kept by mistake: allow it path by path. The clients' addresses stand in X-Forwarded-For. It has a name and needs a certificate of its own. To go back, let DNS lead to the origin.",
			JA: "この案では誤って非公開の内容を保持しないようキャッシュを無効（CachingDisabled）にしています。パスごとに有効化してください。クライアントのアドレスは X-Forwarded-For に入ります。独自の名前と証明書が必要です。戻すには DNS を配信元に向けます。",
		})
	d.need("a region", o.Region)
	d.need("an origin", o.Origin)
	d.step("Make the distribution, and try it by its own name.", "ディストリビューションを作成し、その名前で動作を確認します。")
	d.step("Allow caching for paths that are the same for everybody, then let DNS lead there.", "全員に同じ内容を返すパスのキャッシュを有効にし、DNS を切り替えます。")
	const disabled, id, policy, https = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "origin", "redirect-to-https", "https-only"
	all, read := []string{"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}, []string{"GET", "HEAD"}
	origin := object{
		both("domain_name", "DomainName", o.Origin),
		{"origin_id", "Id", id},
		both("custom_origin_config", "CustomOriginConfig", object{
			{"http_port", "HTTPPort", 80},
			{"https_port", "HTTPSPort", 443},
			both("origin_protocol_policy", "OriginProtocolPolicy", https),
			{"origin_ssl_protocols", "OriginSSLProtocols", []string{"TLSv1.2"}},
		}),
	}
	behavior := object{
		both("target_origin_id", "TargetOriginId", id), both("viewer_protocol_policy", "ViewerProtocolPolicy", policy), both("cache_policy_id", "CachePolicyId", disabled),
		both("allowed_methods", "AllowedMethods", all), both("cached_methods", "CachedMethods", read),
	}
	d.add("before "+o.Origin, "aws_cloudfront_distribution", "AWS::CloudFront::Distribution",
		field{"enabled", "", true}, field{"origin", "", origin}, field{"default_cache_behavior", "", behavior},
		field{"restrictions", "", object{{"geo_restriction", "", object{{"restriction_type", "", "none"}}}}},
		field{"viewer_certificate", "", object{{"cloudfront_default_certificate", "", true}}},
		field{"", "DistributionConfig", object{{"", "Enabled", true}, {"", "Origins", []object{origin}}, {"", "DefaultCacheBehavior", behavior}}})
	d.commands = append(d.commands, command{args: []any{"aws", "cloudfront", "create-distribution", "--origin-domain-name", o.Origin}})
	return d.plan()
}

// LogRetention lets a log group forget.
type LogRetention struct {
	Region, Group string
	Days          int
}

// Plan writes it down.
func (l LogRetention) Plan() (Plan, error) {
	d := newDraft("log-retention",
		Text{EN: "A retention for a log group", JA: "ロググループの保持期間"},
		Text{
			EN: "Older events are deleted and cannot be had back: ask what audits want. It lowers what is stored; what is taken in costs the same.",
			JA: "古いイベントは削除され、復元できません。監査要件を確認してください。下がるのは保存料で、取り込み料は変わりません。",
		})
	d.need("a region", l.Region)
	d.need("a log group", l.Group)
	if l.Days <= 0 {
		d.need("days")
	}
	d.step("Ask how long the events are needed, and set the retention.", "必要な保持期間を確認して設定します。")
	d.add("logs "+l.Group, "aws_cloudwatch_log_group", "AWS::Logs::LogGroup", both("name", "LogGroupName", l.Group), both("retention_in_days", "RetentionInDays", l.Days)).taken = l.Group
	d.aws(l.Region, "logs", "put-retention-policy", "--log-group-name", l.Group, "--retention-in-days", number(l.Days))
	return d.plan()
}

// LogClass makes a log group that takes events in for half, and can do less with them.
type LogClass struct {
	Region, Group string
	Days          int
}

// Plan writes it down.
func (l LogClass) Plan() (Plan, error) {
	d := newDraft("log-infrequent-access",
		Text{EN: "A log group of the infrequent-access class", JA: "低頻度アクセスクラスのロググループ"},
		Text{
			EN: "The class of a group cannot change: this makes a second one. It has no metric filters, no subscriptions, no live tail and no alarms on its events; Logs Insights reads it. To go back, send to the old group.",
			JA: "既存グループのクラスは変更できないため、別のグループを作成します。メトリクスフィルター、サブスクリプション、Live Tail は使えません（Logs Insights は使えます）。戻すには元のグループに送ります。",
		})
	d.need("a region", l.Region)
	d.need("a log group", l.Group)
	if l.Days <= 0 {
		d.need("days")
	}
	d.step("Lower the level of logging first: what is not written costs nothing.", "まずログレベルを見直します。書かれないログに費用はかかりません。")
	d.step("Make the group, and let the program write there.", "グループを作成し、プログラムの出力先を変更します。")
	name := l.Group + "-infrequent"
	d.add("logs "+name, "aws_cloudwatch_log_group", "AWS::Logs::LogGroup",
		both("name", "LogGroupName", name), both("log_group_class", "LogGroupClass", "INFREQUENT_ACCESS"), both("retention_in_days", "RetentionInDays", l.Days))
	d.aws(l.Region, "logs", "create-log-group", "--log-group-name", name, "--log-group-class", "INFREQUENT_ACCESS")
	d.aws(l.Region, "logs", "put-retention-policy", "--log-group-name", name, "--retention-in-days", number(l.Days))
	return d.plan()
}

// FlowLogs writes the flow logs of a VPC to a bucket as Parquet, with the fields that tell paths and services.
type FlowLogs struct {
	Region, VPC string
	// Bucket is its ARN, with a folder if need be.
	Bucket string
}

// Plan writes it down.
func (f FlowLogs) Plan() (Plan, error) {
	d := newDraft("flow-logs-to-s3",
		Text{EN: "Flow logs to S3 as Parquet, with custom fields", JA: "S3 への Parquet 形式のフローログ（カスタムフィールド付き）"},
		Text{
			EN: "They are vended logs and cost by the GB, less than in CloudWatch Logs. The bucket needs a policy for delivery.logs.amazonaws.com, and a lifecycle rule. To go back, delete the flow log.",
			JA: "配信ログとして GB 単位の料金がかかります（CloudWatch Logs より低額）。バケットには delivery.logs.amazonaws.com を許可するポリシーとライフサイクル規則が必要です。戻すにはフローログを削除します。",
		})
	d.need("a region", f.Region)
	d.need("a VPC", f.VPC)
	d.need("a bucket", f.Bucket)
	d.step("Make the flow log beside the old one; delete the old one after a day.", "既存のフローログと並行して作成し、1 日後に既存のものを削除します。")
	const fields = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} ${type} ${pkt-srcaddr} ${pkt-dstaddr} ${region} ${az-id} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${flow-direction} ${traffic-path}"
	const minute = 60
	d.add("flows "+f.VPC, "aws_flow_log", "AWS::EC2::FlowLog",
		field{"vpc_id", "ResourceId", f.VPC}, field{"", "ResourceType", "VPC"}, both("traffic_type", "TrafficType", "ALL"), both("log_destination_type", "LogDestinationType", "s3"),
		both("log_destination", "LogDestination", f.Bucket), both("max_aggregation_interval", "MaxAggregationInterval", minute), both("log_format", "LogFormat", fields),
		field{"destination_options", "", object{{"file_format", "", "parquet"}, {"hive_compatible_partitions", "", true}, {"per_hour_partition", "", true}}},
		field{"", "DestinationOptions", object{{"", "FileFormat", "parquet"}, {"", "HiveCompatiblePartitions", true}, {"", "PerHourPartition", true}}})
	d.aws(f.Region, "ec2", "create-flow-logs", "--resource-type", "VPC", "--resource-ids", f.VPC, "--traffic-type", "ALL", "--log-destination-type", "s3", "--log-destination", f.Bucket,
		"--max-aggregation-interval", number(minute), "--log-format", fields, "--destination-options", "FileFormat=parquet,HiveCompatiblePartitions=true,PerHourPartition=true")
	return d.plan()
}
