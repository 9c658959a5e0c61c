package usagetype

//nolint:gochecknoglobals // texts that nobody changes
var (
	aboutInstances = about{
		causes: []Text{
			{"More instances, larger ones, or ones that no longer stop at night", "台数の増加、大型化、夜間停止しなくなったこと"},
			{"A reservation, a Savings Plan or Spot that no longer covers them", "リザーブド、Savings Plans、スポットの適用が外れたこと"},
		},
		look: []Text{
			{"Group by resource and by tag", "リソースとタグで分ける"},
			{"Compare amortised with unblended cost to see commitments", "償却コストと非ブレンドコストを比べてコミットメントを見る"},
		},
	}
	aboutVolumes = about{
		causes: []Text{
			{"Volumes that are attached to nothing, and snapshots that nobody deletes", "どこにも接続されていないボリュームと消されないスナップショット"},
		},
		look: []Text{{"Group by resource and look for volumes without an instance", "リソースで分け、インスタンスのないボリュームを探す"}},
	}
	aboutFunctions = about{
		causes: []Text{
			{"More calls, longer ones, or more memory for each", "呼び出し回数、実行時間、メモリの増加"},
			{"Retries and functions that call themselves", "再試行と自分自身を呼び出す関数"},
		},
		look: []Text{{"Group by resource; compare requests with GB-seconds", "リソースで分け、リクエスト数と GB 秒を比べる"}},
	}
)

func computeRules() []rule {
	return []rule{
		say("amazonec2", `BoxUsage:(.+)`, "compute.instance.demand", hours, "EC2 instance, on demand", "EC2 インスタンス（オンデマンド）",
			"Hours of {instance:1} in {region} at the on-demand price, or covered by a commitment.", "{region} の {instance:1} の時間。オンデマンド料金、またはコミットメントの適用分。").because(aboutInstances),
		say("amazonec2", `BoxUsage`, "compute.instance.demand", hours, "EC2 instance, on demand", "EC2 インスタンス（オンデマンド）",
			"Hours of an m1.small instance in {region}, the oldest type, which has no name in its usage type.", "{region} の m1.small の時間（最古の型で、usage type に型名がない）。").because(aboutInstances),
		say("amazonec2", `SpotUsage:(.+)`, "compute.instance.spot", hours, "EC2 instance, Spot", "EC2 インスタンス（スポット）",
			"Hours of {instance:1} in {region} at the Spot price.", "{region} の {instance:1} のスポット料金の時間。").because(aboutInstances),
		say("amazonec2", `(?:HeavyUsage|MediumUsage|LightUsage):(.+)`, "compute.instance.reserved", hours, "EC2 instance, reserved", "EC2 インスタンス（リザーブド）",
			"Hours of reserved {instance:1} in {region}, used or not.", "{region} の {instance:1} のリザーブド料金の時間（使用の有無によらない）。").because(aboutInstances),
		say("amazonec2", `(?:DedicatedUsage|DedicatedRes):(.+)`, "compute.instance.dedicated", hours, "EC2 dedicated instance", "EC2 専有インスタンス",
			"Hours of dedicated {instance:1} in {region}.", "{region} の専有 {instance:1} の時間。").because(aboutInstances),
		say("amazonec2", `HostUsage:(.+)|HostBoxUsage:(.+)`, "compute.host", hours, "EC2 dedicated host", "EC2 専有ホスト",
			"Hours of a dedicated host in {region}.", "{region} の専有ホストの時間。"),
		say("amazonec2", `(?:UnusedBox|UnusedDed|Reservation|ReservedHostUsage):(.+)`, "compute.reservation.capacity", hours, "EC2 capacity reservation", "EC2 キャパシティ予約",
			"Hours of capacity in {region} that is reserved for {instance:1}, also while nothing runs in it.", "{region} で {instance:1} のために確保した容量の時間（未使用でもかかる）。"),
		say("amazonec2", `EBSOptimized:(.+)`, "compute.instance.ebs", hours, "EBS-optimised instance", "EBS 最適化インスタンス",
			"Hours of {instance:1} with its own bandwidth to its volumes.", "ボリュームへの専用帯域を持つ {instance:1} の時間。"),
		say("amazonec2", `CPUCredits:(.+)`, "compute.instance.credits", vcpuHours, "CPU credits beyond the base", "ベースラインを超えた CPU クレジット",
			"CPU time beyond the base of burstable instances ({1}) in {region} in unlimited mode.", "{region} のバースト可能インスタンス（{1}）が無制限モードで使った超過 CPU 時間。").because(aboutInstances),
		say("amazonec2", `(?:EBS:VolumeUsage(?:\.(.+))?)`, "storage.block.volume", gbMonths, "EBS volume", "EBS ボリューム",
			"Size of EBS volumes in {region}, {volume:1}, used or not.", "{region} の EBS ボリュームの容量（{volume:1}、使用の有無によらない）。").because(aboutVolumes),
		say("amazonec2", `EBS:VolumeP-IOPS(?:\.(.+))?`, "storage.block.operations", unit{"IOPS-months", "IOPS 月"}, "EBS provisioned IOPS", "EBS プロビジョンド IOPS",
			"Operations for each second that are bought for volumes in {region}, {volume:1}.", "{region} のボリューム（{volume:1}）に確保した IOPS。").because(aboutVolumes),
		say("amazonec2", `EBS:VolumeP-Throughput(?:\.(.+))?`, "storage.block.throughput", unit{"GiB/s-months", "GiB/s 月"}, "EBS provisioned throughput", "EBS プロビジョンドスループット",
			"Throughput that is bought for volumes in {region}, {volume:1}.", "{region} のボリューム（{volume:1}）に確保したスループット。").because(aboutVolumes),
		say("amazonec2", `EBS:VolumeIOUsage(?:\.(.+))?`, "storage.block.requests", requests, "EBS requests", "EBS のリクエスト",
			"Reads and writes of magnetic volumes in {region}.", "{region} のマグネティックボリュームの読み書き。"),
		say("amazonec2", `EBS:SnapshotUsage(?:UnderBilling)?`, "storage.block.snapshot", gbMonths, "EBS snapshots", "EBS スナップショット",
			"Size of the changed blocks that snapshots keep in {region}.", "{region} のスナップショットが保持する変更ブロックの容量。").because(aboutVolumes),
		say("amazonec2", `EBS:SnapshotArchive(Storage|Retrieval|EarlyDelete)`, "storage.block.archive", gbMonths, "EBS snapshot archive ({1})", "EBS スナップショットアーカイブ（{1}）",
			"Snapshots in the archive of {region}.", "{region} のアーカイブにあるスナップショット。"),
		say("amazonec2", `EBS:(FastSnapshotRestore|directAPI\.snapshot\.(?:Get|Put|List)|rsop|CopySnapshot.*|.*)`, "storage.block.other", pieces, "EBS feature ({1})", "EBS の機能（{1}）",
			"Use of a feature of EBS in {region}: {1}.", "{region} の EBS の機能の使用: {1}。"),
		say("amazonec2", `EKS-EC2-(GB|vCPU)-Hours`, "container.split", unit{"GB-hours or vCPU-hours", "GB 時間または vCPU 時間"}, "Share of a pod of its instance", "Pod が使うインスタンスの割り当て",
			"Split cost allocation: what a pod uses or asks for of its instance ({1}). The cost stands in the split columns; the line itself costs nothing.", "分割コスト配分: Pod が使う（または要求する）インスタンスの {1}。コストは split 列にあり、この行自体は 0。"),
		say("amazonec2", `(?:AmazonWorkSpaces.*|Windows.*|SQL.*|.*License.*)`, "compute.licence", pieces, "Licence", "ライセンス",
			"A licence that comes with an instance.", "インスタンスに付くライセンス。"),
		say("amazonec2 awslambda computesavingsplans", `Lambda-Provisioned-Concurrency(-ARM)?`, "function.provisioned", gbSeconds, "Lambda, provisioned concurrency", "Lambda のプロビジョニング済み同時実行",
			"Memory kept ready for functions in {region}, used or not.", "{region} の関数のために確保したメモリ（未使用でもかかる）。").because(aboutFunctions),
		say("awslambda", `Lambda-Provisioned-GB-Second(-ARM)?`, "function.duration", gbSeconds, "Lambda, duration on provisioned concurrency", "Lambda のプロビジョニング済み同時実行での実行時間",
			"Memory times running time of functions in {region} on capacity kept ready.", "{region} の関数が確保済み容量で動いたメモリ × 時間。").because(aboutFunctions),
		say("awslambda", `Lambda-GB-Second(?:-ARM)?(?:-.+)?`, "function.duration", gbSeconds, "Lambda, duration", "Lambda の実行時間",
			"Memory times running time of functions in {region}.", "{region} の関数のメモリ × 実行時間。").because(aboutFunctions),
		say("awslambda", `Lambda-Edge-(GB-Second|Request)`, "function.edge", pieces, "Lambda@Edge ({1})", "Lambda@Edge（{1}）",
			"Functions that run at the edges of CloudFront.", "CloudFront のエッジで動く関数。").because(aboutFunctions),
		say("awslambda", `Request(?:-ARM)?(?:-.+)?`, "function.requests", requests, "Lambda, requests", "Lambda のリクエスト",
			"Calls of functions in {region}.", "{region} の関数の呼び出し。").because(aboutFunctions),
		say("awslambda", `Lambda-(Storage-GB-Second|SnapStart.*|Streaming-.*|Managed-.*|Durable.*)(?:-ARM)?|Lambda-.+`, "function.other", pieces, "Lambda feature", "Lambda の機能",
			"Temporary storage, SnapStart, streaming or managed capacity of functions in {region}.", "{region} の関数の一時ストレージ、SnapStart、ストリーミング、マネージド容量。").because(aboutFunctions),
		rest("amazonlightsail", "compute.lightsail", "Lightsail", "Lightsail",
			"Instances, databases, transfer or storage of Lightsail in {region}.", "{region} の Lightsail のインスタンス、データベース、転送、ストレージ。"),
		rest("awsbatch elasticbeanstalk awselasticbeanstalk", "compute.other", "Batch and Beanstalk", "Batch・Beanstalk",
			"Use of the service itself, which is free; what it starts is billed by its own services.", "サービス自体の使用（無料）。起動したリソースは各サービスで課金。"),
		say("awsapprunner apprunner", `(?:AppRunner-)?(.*)`, "container.apprunner", pieces, "App Runner", "App Runner",
			"vCPU and memory of App Runner services in {region}.", "{region} の App Runner の vCPU とメモリ。"),
		rest("awsoutposts awswavelength awslocalzones", "compute.edge", "Capacity at the edge", "エッジの容量",
			"Capacity of AWS outside of its regions.", "リージョン外の AWS の容量。"),
	}
}

func containerRules() []rule {
	return []rule{
		say("amazonecs amazoneks", `(?:ECS-EC2|EKS-EC2|Fargate)-(GB|vCPU)-Hours`, "container.split", unit{"GB-hours or vCPU-hours", "GB 時間または vCPU 時間"}, "Share of a task or pod", "タスク・Pod の割り当て",
			"Split cost allocation: what a task or pod uses or asks for ({1}). The cost stands in the split columns; the line itself costs nothing.", "分割コスト配分: タスクや Pod が使う（または要求する）{1}。コストは split 列にあり、この行自体は 0。"),
		say("amazonecs amazoneks", `Fargate-ARM-(GB|vCPU)-Hours:perCPU|Fargate-(?:ARM-|Windows-|Spot-)?.*(?:GB|vCPU|Ephemeral|OS).*|SpotUsage-Fargate.*`, "container.fargate", unit{"vCPU-hours or GB-hours", "vCPU 時間または GB 時間"}, "Fargate", "Fargate",
			"vCPU, memory or storage of tasks and pods on Fargate in {region}.", "{region} の Fargate のタスクと Pod の vCPU、メモリ、ストレージ。").because(aboutInstances),
		say("amazoneks", `AmazonEKS-Hours:perCluster`, "container.cluster", hours, "EKS cluster", "EKS クラスター",
			"Each hour of a Kubernetes cluster in {region}.", "{region} の Kubernetes クラスターの時間。"),
		say("amazoneks", `AmazonEKS-Hours:extendedSupport|AmazonEKS-.*[Ee]xtended.*`, "container.cluster.extended", hours, "EKS cluster, extended support", "EKS クラスターの延長サポート",
			"Each hour of a cluster in {region} whose version is out of standard support: it costs several times as much.", "{region} の標準サポート終了バージョンのクラスターの時間（数倍の料金）。").because(about{
			look: []Text{{"Upgrade the cluster's version", "クラスターのバージョンを上げる"}},
		}),
		say("amazoneks", `.*(?:AutoMode|EKS-Auto|EKSAuto|Auto-Mode|Anywhere|Hybrid|Capabilit|Provisioned).*`, "container.cluster.features", pieces, "EKS feature", "EKS の機能",
			"Auto Mode, hybrid nodes or capabilities of clusters in {region}.", "{region} のクラスターの Auto Mode、ハイブリッドノード、ケイパビリティ。"),
		rest("amazonecs", "container.ecs", "ECS", "ECS",
			"Tasks of ECS in {region}.", "{region} の ECS のタスク。"),
		say("amazonecr amazonecrpublic", `TimedStorage-ByteHrs`, "container.registry.storage", gbMonths, "Container images kept", "コンテナイメージの保管",
			"Size of the container images kept in {region}.", "{region} に保管したコンテナイメージの容量。").because(about{
			causes: []Text{{"Images of every build, without a lifecycle policy", "ライフサイクルポリシーなしに残る各ビルドのイメージ"}},
			look:   []Text{{"Group by resource, which is the repository", "リソース（リポジトリ）で分ける"}},
		}),
		rest("amazonecr amazonecrpublic", "container.registry", "Container registry", "コンテナレジストリ",
			"Use of the container registry in {region}.", "{region} のコンテナレジストリの使用。"),
	}
}
