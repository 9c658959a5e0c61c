package readiness

// The console page of flow logs.
const flowPage = "VPC › Your VPCs › the VPC › Flow logs › Create flow log › Custom format"

// recordFields is the command that makes a flow log with the fields that cross-AZ work needs.
const recordFields = "aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC_ID --traffic-type ALL --max-aggregation-interval 60 " +
	"--log-destination-type s3 --log-destination arn:aws:s3:::BUCKET/PREFIX --log-format '${version} ${account-id} ${interface-id} ${srcaddr} " +
	"${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} " +
	"${tcp-flags} ${type} ${pkt-srcaddr} ${pkt-dstaddr} ${region} ${az-id} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${flow-direction} ${traffic-path}'"

// networkChecks returns the checks of flow logs, inventory and trail.
func networkChecks() []Check {
	return append(sourceChecks(), flowChecks()...)
}

// sourceChecks returns the checks of which logs are registered.
func sourceChecks() []Check {
	return []Check{
		{
			Code: "flow_logs_present", Area: Network,
			Good: "{logs} source(s) of flow logs.", Lacks: "Data transfer and NAT gateways cost {cost}, and there are no flow logs.",
			Prevents: "saying which addresses the bytes went between", Console: flowPage, Command: recordFields + " && glaux source add net.flow s3://BUCKET/PREFIX",
		},
		{
			Code: "inventory_present", Area: Network,
			Good: "{inventories} source(s) of inventory.", Lacks: "There are flow logs and no inventory.",
			Prevents: "saying whose an address was at that time", Console: "AWS Config › Settings › Delivery method: an S3 bucket; record network interfaces",
			Command: "aws ec2 describe-network-interfaces > inventory/describe-network-interfaces.json && glaux source add net.inventory inventory",
		},
		{
			Code: "trail_present", Area: Network,
			Good: "{trails} trail(s).", Lacks: "There are no CloudTrail events.",
			Prevents: "saying who changed what when a cost began to rise", Console: "CloudTrail › Trails › Create trail: management events, to an S3 bucket",
			Command: "aws cloudtrail create-trail --name management --s3-bucket-name BUCKET --is-multi-region-trail && glaux source add ops.trail s3://BUCKET/AWSLogs",
		},
	}
}

// flowChecks returns the checks of the fields and the state of flow logs.
func flowChecks() []Check {
	return []Check{
		{
			Code: "flow_zones", Area: Network, Of: FlowLogs,
			Good: "{share} % of the records name their availability zone.", Lacks: "{share} % of the records name their availability zone (az-id).",
			Prevents: "finding cross-AZ traffic without an inventory", Console: flowPage + ": az-id", Command: recordFields,
		},
		{
			Code: "flow_packet_addresses", Area: Network, Of: FlowLogs,
			Good: "{share} % of the records have the packet's own addresses.", Lacks: "{share} % of the records have pkt-srcaddr and pkt-dstaddr.",
			Prevents: "seeing who talks through a NAT gateway or a load balancer", Console: flowPage + ": pkt-srcaddr, pkt-dstaddr", Command: recordFields,
		},
		{
			Code: "flow_direction", Area: Network, Of: FlowLogs,
			Good: "{share} % of the records tell their direction.", Lacks: "{share} % of the records tell their direction (flow-direction).",
			Prevents: "counting each byte once where both ends are logged", Console: flowPage + ": flow-direction", Command: recordFields,
		},
		{
			Code: "flow_interfaces", Area: Network, Of: FlowLogs,
			Good: "{share} % of the records name interface, subnet and VPC.", Lacks: "{share} % of the records name interface, subnet and VPC.",
			Prevents: "traffic by subnet and VPC", Console: flowPage + ": interface-id, subnet-id, vpc-id", Command: recordFields,
		},
		{
			Code: "flow_path", Area: Network, Of: FlowLogs,
			Good: "{share} % of the outgoing records tell their path.", Lacks: "{share} % of the outgoing records tell their path (traffic-path).",
			Prevents: "telling a gateway endpoint from the internet", Console: flowPage + ": traffic-path", Command: recordFields,
		},
		{
			Code: "flow_services", Area: Network, Of: FlowLogs,
			Good: "{named} of {records} records name an AWS service.", Lacks: "No record names an AWS service (pkt-src-aws-service, pkt-dst-aws-service).",
			Prevents: "seeing at once that traffic goes to S3 or DynamoDB", Console: flowPage + ": pkt-src-aws-service, pkt-dst-aws-service", Command: recordFields,
		},
		{
			Code: "flow_flags", Area: Network, Of: FlowLogs,
			Good: "{share} % of the records have TCP flags.", Lacks: "{share} % of the records have TCP flags.",
			Prevents: "telling who opened a connection", Console: flowPage + ": tcp-flags", Command: recordFields,
		},
		{
			Code: "flow_skipped", Area: Network, Of: FlowLogs,
			Good: "No interval was skipped.", Lacks: "{skipped} interval(s) were skipped (SKIPDATA), {share} % of the records.",
			Prevents: "bytes that agree with the bill: what was skipped is in no record", Console: flowPage + ": a smaller number of interfaces to a flow log", Command: recordFields,
		},
		{
			Code: "flow_interval", Area: Network, Of: FlowLogs,
			Good: "Records cover at most {seconds} seconds.", Lacks: "Records cover up to {seconds} seconds.",
			Prevents: "seeing the minute in which traffic began", Console: flowPage + " › Maximum aggregation interval: 1 minute", Command: recordFields,
		},
		{
			Code: "flow_rejected", Area: Network, Of: FlowLogs,
			Good: "Accepted and rejected traffic are both logged.", Lacks: "Only one of accepted ({accepted}) and rejected ({rejected}) traffic is logged.",
			Prevents: "seeing what was blocked, or what was paid for", Console: flowPage + " › Filter: All", Command: recordFields,
		},
		{
			Code: "flow_fresh", Area: Network, Of: FlowLogs,
			Good: "The newest record is {hours} hour(s) old.", Lacks: "The newest record is of {newest} UTC, {hours} hours ago.",
			Prevents: "looking into what happens now", Console: "VPC › Your VPCs › the VPC › Flow logs › Status", Command: "aws ec2 describe-flow-logs",
		},
		{
			Code: "flow_accounts", Area: Network, Of: FlowLogs,
			Good: "Every account that pays for a NAT gateway has flow logs here.", Lacks: "{lacking} account(s) that pay for NAT gateways have no flow logs here: {names}.",
			Prevents: "explaining their cost", Console: flowPage, Command: recordFields,
		},
	}
}
