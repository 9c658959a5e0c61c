package usagetype

//nolint:gochecknoglobals // texts that nobody changes
var (
	aboutObjects = about{
		causes: []Text{
			{"Data without a lifecycle rule, old versions, uploads that were never finished", "ライフサイクルルールのないデータ、古いバージョン、未完了のマルチパートアップロード"},
			{"Logs that are kept for ever", "期限なく残るログ"},
		},
		look: []Text{
			{"Group by resource, which is the bucket", "リソース（バケット）で分ける"},
			{"S3 Inventory or Storage Lens tells prefixes and versions", "S3 インベントリや Storage Lens でプレフィックスとバージョンを見る"},
		},
	}
	aboutRequests = about{
		causes: []Text{
			{"Many small objects, lists of large buckets, polling", "小さなオブジェクトの多さ、大きなバケットの一覧、ポーリング"},
		},
		look: []Text{{"Group by operation and resource", "operation とリソースで分ける"}},
	}
)

func storageRules() []rule {
	s3 := "amazons3 amazonglacier amazons3glacierdeeparchive amazons3vectors amazons3tables"
	return []rule{
		say(s3, `TimedStorage-ByteHrs|TimedStorage-(SIA|ZIA|RRS|XZ|GIR|GDA|INT-FA|INT-IA|INT-AIA|INT-AA|INT-DAA|Glacier|Tables|Vectors)-ByteHrs`,
			"storage.object.size", gbMonths, "S3 storage", "S3 のストレージ",
			"Size of the objects kept in {region}, in {store:1}.", "{region} に保管したオブジェクトの容量（{store:1}）。").because(aboutObjects),
		say(s3, `TimedStorage-(?:GlacierByteHrs|GlacierStaging|GDA-Staging|GDA|Glacier.*)`, "storage.object.size", gbMonths, "S3 Glacier storage", "S3 Glacier のストレージ",
			"Size of the archived objects kept in {region}.", "{region} に保管したアーカイブの容量。").because(aboutObjects),
		say(s3, `TimedStorage-(.+?)-?SmObjects`, "storage.object.small", gbMonths, "S3, small objects in a cheaper class", "S3 低頻度クラスの小さなオブジェクト",
			"What objects below 128 KB are billed for beyond their size in {region}, {store:1}.", "{region} の 128 KB 未満のオブジェクトに最小サイズとして加算される容量（{store:1}）。").because(aboutObjects),
		say(s3, `(?:EarlyDelete|EarlyDelete-(.+?))(?:-ByteHrs|-SmObjects)?`, "storage.object.early", gbMonths, "S3, deleted early", "S3 早期削除",
			"The rest of the least time that objects of cheaper classes are billed for in {region}.", "{region} で最低保管期間より早く消されたオブジェクトの残り期間分。").because(aboutObjects),
		say(s3, `Requests-(?:(.+?)-)?Tier1`, "storage.object.requests", requests, "S3 requests that write and list", "S3 の書き込み・一覧リクエスト",
			"PUT, COPY, POST and LIST requests in {region}.", "{region} の PUT、COPY、POST、LIST リクエスト。").because(aboutRequests),
		say(s3, `Requests-(?:(.+?)-)?Tier2`, "storage.object.requests", requests, "S3 requests that read", "S3 の読み取りリクエスト",
			"GET and all other requests in {region}.", "{region} の GET などのリクエスト。").because(aboutRequests),
		say(s3, `Requests-(?:(.+?)-)?Tier(\d)`, "storage.object.requests", requests, "S3 requests, tier {2}", "S3 のリクエスト（区分 {2}）",
			"Requests of archives and lifecycle moves in {region}, tier {2}.", "{region} のアーカイブやライフサイクル移行のリクエスト（区分 {2}）。").because(aboutRequests),
		say(s3, `(?:Retrieval-(.+)|(?:Standard|Bulk|Expedited|Peak)-?Retrieval-Bytes|.*Retrieval.*)`, "storage.object.retrieval", unit{"GB", "GB"}, "S3, data read back", "S3 の取り出し",
			"Data read back from cheaper classes in {region}.", "{region} の低頻度・アーカイブクラスから取り出したデータ。").because(aboutRequests),
		say(s3, `Monitoring-Automation-INT`, "storage.object.tiering", unit{"objects watched for a month", "監視したオブジェクト数・月"}, "S3 Intelligent-Tiering, monitoring", "S3 Intelligent-Tiering のモニタリング",
			"Objects in {region} that Intelligent-Tiering watches.", "{region} で Intelligent-Tiering が監視するオブジェクト。").because(aboutObjects),
		say(s3, `(?:Select-(?:Scanned|Returned)-.*Bytes|Inventory-.*|StorageAnalytics-.*|StorageLens.*|TagStorage-TagHrs|BatchOperations-.*|S3RTC-.*|Upload-.*|Download-.*|Tables-.*|Vectors-.*|Metadata-.*)`,
			"storage.object.features", pieces, "S3 feature", "S3 の機能",
			"A feature of S3 in {region}: inventory, analytics, tags, batch operations, replication in time, tables.", "{region} の S3 の機能（インベントリ、分析、タグ、バッチ操作、レプリケーション時間制御、テーブル）。"),
		say(s3, `(.+)-(In|Out)-ABytes(?:-T\d)?|ABytes-.*`, "network.transfer.acceleration", gigabytes, "S3 Transfer Acceleration", "S3 Transfer Acceleration",
			"Data that went to or from S3 over edges.", "エッジ経由で S3 とやり取りしたデータ。").because(aboutInternet),
		rest(s3, "storage.object.other", "S3", "S3", "Another use of S3 in {region}.", "{region} の S3 のその他の使用。"),
		say("amazonefs", `(?:TimedStorage|.*TimedStorage|IATimedStorage|ArchiveTimedStorage|.*Storage).*ByteHrs.*`, "storage.file.size", gbMonths, "EFS storage", "EFS のストレージ",
			"Size of the files kept in {region}.", "{region} に保管したファイルの容量。").because(aboutObjects),
		rest("amazonefs", "storage.file.throughput", "EFS access", "EFS のアクセス", "Throughput, reads and writes of file systems in {region}.", "{region} のファイルシステムのスループットと読み書き。"),
		rest("amazonfsx", "storage.file.fsx", "FSx", "FSx", "Storage, throughput, backups or IOPS of an FSx file system in {region}.", "{region} の FSx ファイルシステムの容量、スループット、バックアップ、IOPS。"),
		say("awsbackup", `.*(?:Storage|ByteHrs).*`, "storage.backup.size", gbMonths, "Backups kept", "バックアップの保管",
			"Size of the backups kept in {region}.", "{region} に保管したバックアップの容量。").because(aboutVolumes),
		rest("awsbackup", "storage.backup", "AWS Backup", "AWS Backup", "Restores, tests or copies of backups in {region}.", "{region} のバックアップの復元、テスト、コピー。"),
		rest("awsstoragegateway awsdatasync awstransfer awssnowball aws-snowball awsimportexport amazonfilecache", "storage.transfer", "Moving data", "データの移動",
			"A gateway, a copy job, a transfer server or a device that moves data in {region}.", "{region} のデータ移動用のゲートウェイ、コピージョブ、転送サーバー、デバイス。"),
	}
}

func databaseRules() []rule {
	rds := "amazonrds amazonneptune amazondocdb amazonaurora"
	idle := about{
		causes: []Text{
			{"A larger class, further readers, or a copy that was left behind", "クラスの大型化、リーダーの追加、消し忘れたコピー"},
			{"A reservation that ended", "リザーブドの終了"},
		},
		look: []Text{{"Group by resource and look at its connections", "リソースで分け、接続数を見る"}},
	}
	table := about{
		causes: []Text{
			{"A cache that was switched off, scans instead of queries, a loop", "キャッシュの停止、クエリではなくスキャン、ループ"},
		},
		look: []Text{
			{"Group by resource, which is the table", "リソース（テーブル）で分ける"},
			{"Compare on-demand units with what provisioned capacity would cost", "オンデマンドとプロビジョンド容量の料金を比べる"},
		},
	}
	return []rule{
		say(rds, `(?:Aurora:)?Serverless(?:V2|V3)?(?:IOOptimized)?(?:Usage|.*)|Aurora:ServerlessV2.*`, "database.serverless", unit{"capacity units times hours", "キャパシティーユニット時間"}, "Aurora Serverless capacity", "Aurora Serverless の容量",
			"Capacity that a serverless cluster in {region} uses.", "{region} のサーバーレスクラスターが使った容量。").because(idle),
		say(rds, `(?:InstanceUsage|InstanceUsageIOOptimized):(.+)`, "database.instance", hours, "Database instance", "データベースインスタンス",
			"Hours of a database on {instance:1} in {region}.", "{region} の {instance:1} のデータベースの時間。").because(idle),
		say(rds, `Multi-AZ(?:Cluster)?Usage:(.+)`, "database.instance", hours, "Database instance in two zones", "マルチ AZ データベースインスタンス",
			"Hours of a database on {instance:1} in {region} with a standby in another zone.", "{region} の {instance:1} のデータベースの時間（別の AZ に待機系）。").because(idle),
		say(rds, `(?:HeavyUsage|MediumUsage|LightUsage|Mirror.*Usage):(.+)`, "database.instance.reserved", hours, "Database instance, reserved", "リザーブドのデータベースインスタンス",
			"Hours of reserved {instance:1} in {region}, used or not.", "{region} の {instance:1} のリザーブド料金の時間（使用の有無によらない）。").because(idle),
		say(rds, `.*Extended-?Support.*`, "database.extended", vcpuHours, "Database, extended support", "データベースの延長サポート",
			"vCPU hours of a database in {region} whose version is out of standard support.", "{region} の標準サポート終了バージョンのデータベースの vCPU 時間。").because(about{look: []Text{{"Upgrade the version", "バージョンを上げる"}}}),
		say(rds, `Aurora:(?:IO-Optimized)?StorageUsage|Aurora:StorageUsage|Aurora:IO-OptimizedStorageUsage|StorageUsage`, "database.storage", gbMonths, "Database storage", "データベースのストレージ",
			"Size of the data of clusters in {region}.", "{region} のクラスターのデータ容量。"),
		say(rds, `Aurora:StorageIOUsage|StorageIOUsage`, "database.io", requests, "Database reads and writes", "データベースの読み書き",
			"Reads and writes of the storage of clusters in {region}.", "{region} のクラスターのストレージの読み書き。").because(about{
			causes: []Text{{"Queries without an index, a cold cache", "索引のないクエリ、冷えたキャッシュ"}},
			look:   []Text{{"I/O-Optimized storage is cheaper where reads and writes are over a quarter of the cluster's cost", "読み書きがクラスター費用の 4 分の 1 を超えるなら I/O 最適化ストレージの方が安い"}},
		}),
		say(rds, `Aurora:(?:BackupUsage|SnapshotExport.*|BacktrackUsage.*)|(?:RDS:)?ChargedBackupUsage|BackupUsage`, "database.backup", gbMonths, "Database backups", "データベースのバックアップ",
			"Size of the backups of databases in {region} beyond what is free.", "{region} のデータベースのバックアップ容量（無料分を超えた分）。").because(aboutVolumes),
		say(rds, `RDS:(?:Multi-AZ-)?(?:Cluster-)?(GP2|GP3|PIOPS|IO2|Standard|StorageUsage)?-?Storage.*|RDS:StorageUsage|RDS:.*-Storage`, "database.storage", gbMonths, "Database storage", "データベースのストレージ",
			"Size of the disks of databases in {region}.", "{region} のデータベースのディスク容量。"),
		say(rds, `RDS:.*(?:PIOPS|IOPS|Throughput|IOUsage).*`, "database.io", pieces, "Database disk operations", "データベースのディスク性能",
			"Operations or throughput of the disks of databases in {region}.", "{region} のデータベースのディスクの IOPS またはスループット。"),
		say(rds, `RDS:ProxyUsage|.*Proxy.*`, "database.proxy", vcpuHours, "Database proxy", "データベースプロキシ",
			"Hours of a proxy before databases in {region}.", "{region} のデータベースプロキシの時間。"),
		rest(rds, "database.other", "Database", "データベース", "Another use of a managed database in {region}: performance insights, exports, global clusters.", "{region} のマネージドデータベースのその他の使用（Performance Insights、エクスポート、グローバルクラスター）。"),
		say("amazondynamodb", `(?:(.+)-)?(?:IA-)?(?:Repl)?(Read|Write)RequestUnits`, "database.table.demand", requests, "DynamoDB requests, on demand", "DynamoDB オンデマンドのリクエスト",
			"{2} request units of tables in {region}.", "{region} のテーブルの {2} リクエストユニット。").because(table),
		say("amazondynamodb", `(?:IA-)?(?:Repl)?(Read|Write)CapacityUnit-Hrs`, "database.table.provisioned", unit{"capacity units times hours", "キャパシティーユニット時間"}, "DynamoDB provisioned capacity", "DynamoDB プロビジョンド容量",
			"{1} capacity of tables in {region}, used or not.", "{region} のテーブルの {1} 容量（使用の有無によらない）。").because(table),
		say("amazondynamodb", `(?:HeavyUsage|Commit+ed).*`, "database.table.reserved", unit{"capacity units times hours", "キャパシティーユニット時間"}, "DynamoDB reserved capacity", "DynamoDB リザーブド容量",
			"Reserved capacity of tables in {region}, used or not.", "{region} のテーブルのリザーブド容量（使用の有無によらない）。"),
		say("amazondynamodb", `(?:IA-)?TimedStorage-ByteHrs`, "database.table.storage", gbMonths, "DynamoDB storage", "DynamoDB のストレージ",
			"Size of tables in {region}.", "{region} のテーブルの容量。"),
		say("amazondynamodb", `TimedBackupStorage-ByteHrs|TimedPITRStorage-ByteHrs|.*Backup.*|.*PITR.*`, "database.table.backup", gbMonths, "DynamoDB backups", "DynamoDB のバックアップ",
			"Size of backups of tables in {region}.", "{region} のテーブルのバックアップ容量。"),
		rest("amazondynamodb", "database.table.other", "DynamoDB", "DynamoDB", "Streams, exports, imports or other uses of tables in {region}.", "{region} のテーブルのストリーム、エクスポート、インポートなど。"),
		say("amazonelasticache amazonmemorydb", `(?:NodeUsage|HeavyUsage):(.+)`, "database.cache", hours, "Cache node", "キャッシュノード",
			"Hours of a cache on {instance:1} in {region}.", "{region} の {instance:1} のキャッシュの時間。").because(idle),
		rest("amazonelasticache amazonmemorydb", "database.cache.other", "Cache", "キャッシュ", "Serverless capacity, backups or writes of a cache in {region}.", "{region} のキャッシュのサーバーレス容量、バックアップ、書き込み。"),
		say("amazonredshift", `(?:Node|HeavyUsage|DenseCompute):(.+)`, "database.warehouse", hours, "Redshift nodes", "Redshift のノード",
			"Hours of a Redshift node ({1}) in {region}.", "{region} の Redshift ノード（{1}）の時間。").because(idle),
		rest("amazonredshift", "database.warehouse.other", "Redshift", "Redshift", "Serverless capacity, storage, Spectrum scans or concurrency of Redshift in {region}.", "{region} の Redshift のサーバーレス容量、ストレージ、Spectrum のスキャン、同時実行スケーリング。"),
		rest("amazontimestream amazonkeyspaces amazonmcs amazonqldb awsdatabasemigrationsvc awsdms amazondax", "database.special", "Special database", "特殊なデータベース",
			"Capacity, requests or storage of a special database or of a migration in {region}.", "{region} の特殊なデータベースや移行の容量、リクエスト、ストレージ。"),
	}
}

func analyticsRules() []rule {
	return []rule{
		say("amazonathena", `DataScannedInTB|.*DataScanned.*`, "analytics.query.scanned", terabytes, "Athena, data scanned", "Athena のスキャン量",
			"Data that queries in {region} scanned; ten MB for each query at least.", "{region} のクエリがスキャンしたデータ（クエリごとに最低 10 MB）。").because(about{
			causes: []Text{{"Queries without a partition, SELECT *, files that are not columnar", "パーティションを絞らないクエリ、SELECT *、列指向でないファイル"}},
			look:   []Text{{"Workgroups and query history", "ワークグループとクエリ履歴"}},
		}),
		rest("amazonathena", "analytics.query", "Athena", "Athena", "Provisioned capacity, Spark or federated queries of Athena in {region}.", "{region} の Athena のプロビジョンド容量、Spark、フェデレーテッドクエリ。"),
		say("awsglue", `.*DPU-Hour.*`, "analytics.etl", dpuHours, "Glue jobs", "Glue のジョブ",
			"Time of jobs, crawlers, notebooks and development endpoints in {region}.", "{region} のジョブ、クローラー、ノートブック、開発エンドポイントの時間。").because(about{
			causes: []Text{{"A development endpoint or a notebook that nobody stopped, jobs with too many workers", "止め忘れた開発エンドポイントやノートブック、ワーカーが多すぎるジョブ"}},
			look:   []Text{{"Group by operation: JobRun, CrawlerRun, StartDevEndpoint", "operation で分ける: JobRun、CrawlerRun、StartDevEndpoint"}},
		}),
		rest("awsglue awslakeformation", "analytics.catalog", "Glue catalog and tools", "Glue カタログとツール", "Storage and requests of the catalog, data quality and other tools in {region}.", "{region} のカタログの保管とリクエスト、データ品質などのツール。"),
		say("elasticmapreduce", `BoxUsage:(.+)|SpotUsage:(.+)`, "analytics.cluster", hours, "EMR on instances", "EMR のインスタンス料金",
			"What EMR adds to the price of its instances in {region}.", "{region} の EMR インスタンスに上乗せされる料金。").because(aboutInstances),
		rest("elasticmapreduce emrserverless amazonemrserverless emroneks", "analytics.cluster.other", "EMR", "EMR", "Serverless or Kubernetes capacity of EMR in {region}.", "{region} の EMR のサーバーレスまたは Kubernetes の容量。"),
		say("amazones amazonopensearch amazonopensearchservice", `(?:ESInstance|ESMasterInstance|HeavyUsage|UltraWarmInstance|.*Instance):(.+)`, "analytics.search", hours, "Search instance", "検索インスタンス",
			"Hours of a search node on {1} in {region}.", "{region} の検索ノード {1} の時間。").because(aboutInstances),
		rest("amazones amazonopensearch amazonopensearchservice amazoncloudsearch", "analytics.search.other", "Search service", "検索サービス", "Storage or serverless capacity of a search service in {region}.", "{region} の検索サービスのストレージまたはサーバーレス容量。"),
		rest("amazonkinesis amazonkinesisfirehose amazonkinesisanalytics awskinesis* amazonkinesisvideo", "analytics.stream", "Streams", "ストリーム", "Shards, records, bytes or applications of streams in {region}.", "{region} のストリームのシャード、レコード、バイト数、アプリケーション。"),
		say("amazonmsk", `.*(?:Broker|Kafka\.|kafka).*`, "analytics.kafka", hours, "Kafka brokers", "Kafka ブローカー",
			"Hours of Kafka brokers in {region}.", "{region} の Kafka ブローカーの時間。").because(aboutInstances),
		rest("amazonmsk amazonmskconnect", "analytics.kafka.other", "Kafka", "Kafka", "Storage, throughput or serverless clusters of Kafka in {region}.", "{region} の Kafka のストレージ、スループット、サーバーレスクラスター。"),
		say("amazonquicksight", `QS-(?:User|Author|Reader|Professional|Enterprise).*|.*User.*|.*Reader.*|.*Author.*`, "analytics.bi", users, "QuickSight users", "QuickSight のユーザー",
			"Users of QuickSight for a month, or a part of one.", "QuickSight のユーザー（月額、日割りあり）。"),
		rest("amazonquicksight", "analytics.bi.other", "QuickSight", "QuickSight", "In-memory data, questions or sessions of QuickSight.", "QuickSight の SPICE 容量、質問、セッション。"),
		rest("awsdatapipeline awsdataexchange amazondatazone awscleanrooms awsentityresolution amazonmwaa amazonfinspace", "analytics.other", "Data service", "データサービス", "Use of a data service in {region}.", "{region} のデータサービスの使用。"),
	}
}
