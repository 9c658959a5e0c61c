package playbook_test

// What the tools know, as far as playbooks use it. The names were compared with the schema of Terraform's AWS provider 6.22, with that of
// CloudFormation as cfn-lint 1.58 has it, which finds no fault in the templates, and with the AWS CLI.

// schema are the arguments or properties of a type.
type schema struct{ must, may string }

func terraformSchema() map[string]schema {
	return map[string]schema{
		"aws_cloudfront_distribution":                              {"default_cache_behavior enabled origin restrictions viewer_certificate", "aliases comment price_class"},
		"aws_cloudfront_distribution.default_cache_behavior":       {"allowed_methods cached_methods target_origin_id viewer_protocol_policy", "cache_policy_id compress"},
		"aws_cloudfront_distribution.origin":                       {"domain_name origin_id", "custom_origin_config origin_path"},
		"aws_cloudfront_distribution.origin.custom_origin_config":  {"http_port https_port origin_protocol_policy origin_ssl_protocols", ""},
		"aws_cloudfront_distribution.restrictions":                 {"geo_restriction", ""},
		"aws_cloudfront_distribution.restrictions.geo_restriction": {"restriction_type", "locations"},
		"aws_cloudfront_distribution.viewer_certificate":           {"", "cloudfront_default_certificate acm_certificate_arn"},
		"aws_cloudwatch_log_group":                                 {"", "name log_group_class retention_in_days tags"},
		"aws_cloudwatch_metric_alarm": {
			"alarm_name comparison_operator evaluation_periods", "alarm_actions dimensions metric_name namespace period statistic threshold",
		},
		"aws_ecr_pull_through_cache_rule":                                                    {"ecr_repository_prefix upstream_registry_url", "credential_arn"},
		"aws_ecr_replication_configuration":                                                  {"", "replication_configuration"},
		"aws_ecr_replication_configuration.replication_configuration":                        {"rule", ""},
		"aws_ecr_replication_configuration.replication_configuration.rule":                   {"destination", "repository_filter"},
		"aws_ecr_replication_configuration.replication_configuration.rule.destination":       {"region registry_id", ""},
		"aws_ecr_replication_configuration.replication_configuration.rule.repository_filter": {"filter filter_type", ""},
		"aws_egress_only_internet_gateway":                                                   {"vpc_id", "tags"},
		"aws_ami_from_instance":                                                              {"name source_instance_id", ""},
		"aws_instance":                                                                       {"", "ami instance_type subnet_id tags"},
		"aws_eip":                                                                            {"", "domain instance network_interface tags"},
		"aws_flow_log":                                                                       {"", "destination_options log_destination log_destination_type log_format max_aggregation_interval traffic_type vpc_id subnet_id"},
		"aws_flow_log.destination_options":                                                   {"", "file_format hive_compatible_partitions per_hour_partition"},
		"aws_lb":                                                                             {"", "name load_balancer_type subnets enable_cross_zone_load_balancing dns_record_client_routing_policy"},
		"aws_msk_configuration":                                                              {"name server_properties", "kafka_versions"},
		"aws_nat_gateway":                                                                    {"", "allocation_id connectivity_type subnet_id tags"},
		"aws_rds_cluster_instance":                                                           {"cluster_identifier engine instance_class", "identifier availability_zone promotion_tier"},
		"aws_route":                                                                          {"route_table_id", "destination_cidr_block destination_ipv6_cidr_block egress_only_gateway_id nat_gateway_id vpc_peering_connection_id"},
		"aws_security_group":                                                                 {"", "name description vpc_id ingress"},
		"aws_security_group.ingress":                                                         {"from_port to_port protocol", "cidr_blocks"},
		"aws_subnet":                                                                         {"vpc_id", "cidr_block map_public_ip_on_launch"},
		"aws_vpc_endpoint":                                                                   {"vpc_id", "service_name vpc_endpoint_type route_table_ids subnet_ids security_group_ids private_dns_enabled"},
		"aws_vpc_endpoint_route_table_association":                                           {"route_table_id vpc_endpoint_id", ""},
		"aws_vpc_peering_connection":                                                         {"vpc_id peer_vpc_id", "peer_owner_id peer_region"},
		"kubernetes_annotations":                                                             {"api_version kind metadata annotations", ""},
		"kubernetes_annotations.metadata":                                                    {"name", "namespace"},
	}
}

func formationSchema() map[string]schema {
	return map[string]schema{
		"AWS::CloudFront::Distribution":             {"DistributionConfig", ""},
		"AWS::CloudWatch::Alarm":                    {"ComparisonOperator EvaluationPeriods", "AlarmName Namespace MetricName Statistic Period Threshold AlarmActions Dimensions"},
		"AWS::EC2::EIP":                             {"", "Domain Tags"},
		"AWS::EC2::EgressOnlyInternetGateway":       {"VpcId", ""},
		"AWS::EC2::FlowLog":                         {"ResourceId ResourceType", "TrafficType LogDestinationType LogDestination MaxAggregationInterval LogFormat DestinationOptions"},
		"AWS::EC2::Instance":                        {"", "ImageId InstanceType SubnetId Tags"},
		"AWS::EC2::NatGateway":                      {"", "SubnetId AllocationId Tags"},
		"AWS::EC2::Route":                           {"RouteTableId", "DestinationCidrBlock DestinationIpv6CidrBlock NatGatewayId EgressOnlyInternetGatewayId VpcPeeringConnectionId"},
		"AWS::EC2::SecurityGroup":                   {"GroupDescription", "GroupName VpcId SecurityGroupIngress"},
		"AWS::EC2::Subnet":                          {"VpcId", "CidrBlock MapPublicIpOnLaunch"},
		"AWS::EC2::TransitGatewayAttachment":        {"TransitGatewayId VpcId SubnetIds", ""},
		"AWS::EC2::VPCEndpoint":                     {"VpcId", "ServiceName VpcEndpointType RouteTableIds SubnetIds SecurityGroupIds PrivateDnsEnabled"},
		"AWS::EC2::VPCPeeringConnection":            {"VpcId PeerVpcId", "PeerOwnerId PeerRegion"},
		"AWS::ECR::PullThroughCacheRule":            {"", "EcrRepositoryPrefix UpstreamRegistryUrl"},
		"AWS::ECR::ReplicationConfiguration":        {"ReplicationConfiguration", ""},
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {"", "Name Type Subnets LoadBalancerAttributes"},
		"AWS::Logs::LogGroup":                       {"", "LogGroupName LogGroupClass RetentionInDays"},
		"AWS::MSK::Configuration":                   {"Name ServerProperties", "KafkaVersionsList"},
		"AWS::RDS::DBInstance":                      {"", "DBInstanceIdentifier DBClusterIdentifier Engine DBInstanceClass AvailabilityZone PromotionTier"},
	}
}

func commandOptions() map[string]string {
	return map[string]string{
		"cloudfront create-distribution":            "--origin-domain-name",
		"cloudwatch put-metric-alarm":               "--alarm-name --namespace --metric-name --statistic --period --evaluation-periods --threshold --comparison-operator --dimensions --alarm-actions",
		"ec2 accept-vpc-peering-connection":         "--vpc-peering-connection-id",
		"ec2 allocate-address":                      "--domain",
		"ec2 authorize-security-group-ingress":      "--group-id --protocol --port --cidr",
		"ec2 create-egress-only-internet-gateway":   "--vpc-id",
		"ec2 create-flow-logs":                      "--resource-type --resource-ids --traffic-type --log-destination-type --log-destination --max-aggregation-interval --log-format --destination-options",
		"ec2 create-image":                          "--instance-id --name",
		"ec2 run-instances":                         "--image-id --instance-type --subnet-id",
		"ec2 create-nat-gateway":                    "--subnet-id --allocation-id",
		"ec2 create-route":                          "--route-table-id --destination-cidr-block --destination-ipv6-cidr-block --egress-only-internet-gateway-id --vpc-peering-connection-id",
		"ec2 create-security-group":                 "--group-name --description --vpc-id",
		"ec2 create-vpc-endpoint":                   "--vpc-id --vpc-endpoint-type --service-name --route-table-ids --subnet-ids --security-group-ids --private-dns-enabled --no-private-dns-enabled",
		"ec2 create-vpc-peering-connection":         "--vpc-id --peer-vpc-id --peer-owner-id --peer-region",
		"ec2 delete-nat-gateway":                    "--nat-gateway-id",
		"ec2 delete-transit-gateway-vpc-attachment": "--transit-gateway-attachment-id",
		"ec2 delete-vpc-endpoints":                  "--vpc-endpoint-ids",
		"ec2 modify-network-interface-attribute":    "--network-interface-id --no-associate-public-ip-address",
		"ec2 modify-subnet-attribute":               "--subnet-id --no-map-public-ip-on-launch",
		"ec2 modify-vpc-endpoint":                   "--vpc-endpoint-id --add-route-table-ids --remove-subnet-ids",
		"ec2 release-address":                       "--allocation-id",
		"ec2 replace-route":                         "--route-table-id --destination-cidr-block --nat-gateway-id",
		"ec2 wait":                                  "--nat-gateway-ids --image-ids",
		"ecr create-pull-through-cache-rule":        "--ecr-repository-prefix --upstream-registry-url",
		"ecr put-replication-configuration":         "--replication-configuration",
		"elbv2 modify-load-balancer-attributes":     "--load-balancer-arn --attributes",
		"kafka create-configuration":                "--name --kafka-versions --server-properties",
		"logs create-log-group":                     "--log-group-name --log-group-class",
		"logs put-retention-policy":                 "--log-group-name --retention-in-days",
		"rds create-db-instance":                    "--db-instance-identifier --db-cluster-identifier --engine --db-instance-class --availability-zone",
		"rds failover-db-cluster":                   "--db-cluster-identifier --target-db-instance-identifier",
		"rds modify-db-instance":                    "--db-instance-identifier --promotion-tier --apply-immediately",
	}
}
