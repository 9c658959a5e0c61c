package world

// Instance is an EC2 instance.
type Instance struct {
	Span
	ID, Name, Type string
	Account        *Account
	Subnet         *Subnet
	Interface      *Interface
	Tags           Tags
	// Hours is the series of its running hours.
	Hours *Series
	// Cluster is the EKS cluster that it is a node of, nil for none. Pods is its interface for pods, nil where they use none of their own.
	Cluster *Cluster
	Pods    *Interface
}

// Volume is an EBS volume.
type Volume struct {
	Span
	ID, Type string
	Size     int64 // GB
	Account  *Account
	Instance *Instance // nil when it hangs on nothing
	ZoneID   string
	Region   Region
	Tags     Tags
}

// Function is a Lambda function.
type Function struct {
	Span
	ARN, Name string
	Account   *Account
	Region    Region
	Memory    int64 // MB
	Tags      Tags
	// Interfaces are those of a function in a VPC.
	Interfaces []*Interface
	// Requests counts its invocations, in 10⁻¹⁰.
	Requests *Series
}

// Database is a database instance of Aurora or RDS.
type Database struct {
	Span
	ARN, ID, Class, Engine string
	// Cluster is the Aurora cluster, "" for RDS. Writer tells the instance that takes writes.
	Cluster   string
	Writer    bool
	Account   *Account
	Interface *Interface
	Tags      Tags
}

// Cluster is an EKS cluster.
type Cluster struct {
	Span
	ARN, Name string
	Account   *Account
	VPC       *VPC
	Nodes     []*Instance
	Tags      Tags
}

// Pod is a pod on a node: what split cost allocation gives a share of the node.
type Pod struct {
	Span
	ARN, Name, Namespace, Workload, Address string
	Node                                    *Instance
	// CPU is what it reserved and used, in thousandths of a vCPU; Memory the same in MB.
	CPU, Memory Usage
	Tags        Tags
}

// Usage is what was reserved, and the shape of what was used.
type Usage struct {
	Reserved int64
	Used     Shape
}

// Bucket is an S3 bucket.
type Bucket struct {
	Name    string
	Account *Account
	Region  Region
	Tags    Tags
}

// node is how an instance is asked for.
type node struct {
	account *Account
	name    string
	kind    string // instance type
	subnet  *Subnet
	span    Span
	rhythm  Rhythm
	disk    int64 // GB of gp3
	public  bool
	address string // "" takes the next free one
	tags    Tags
	// incident is what it belongs to, "" for none.
	incident string
}

// instance adds an instance, its interface, its volume, and what the bill has of them.
func (b *builder) instance(n node) *Instance {
	region := n.subnet.VPC.Region
	i := &Instance{Span: n.span, ID: b.id("i-", short, n.account.ID, n.name), Name: n.name, Type: n.kind, Account: n.account, Subnet: n.subnet, Tags: n.tags.with("Name", n.name)}
	nic := Interface{Span: n.span, Account: n.account, Subnet: n.subnet, Instance: i.ID, Owner: i.ID, Description: "Primary network interface", Tags: n.tags}
	if n.public {
		nic.Public = b.public()
	}
	i.Interface = b.nic(nic, n.name, n.address)
	i.Hours = b.series(Series{
		Account: n.account, SKU: b.boxUsage(region, n.kind), Resource: i.ID, ZoneID: n.subnet.ZoneID, Tags: n.tags, Incident: n.incident,
		Shape: Shape{Span: n.span, Base: Scale, Rhythm: n.rhythm},
	})
	b.Instances = append(b.Instances, i)
	if n.disk > 0 {
		b.volume(Volume{Span: n.span, Type: "gp3", Size: n.disk, Account: n.account, Instance: i, ZoneID: n.subnet.ZoneID, Region: region, Tags: n.tags}, n.name, n.incident)
	}
	if n.public {
		b.series(Series{
			Account: n.account, SKU: b.publicIPv4(region, "RunInstances"), Resource: arn("ec2", region, n.account, "network-interface/"+i.Interface.ID),
			Tags: n.tags, Incident: n.incident, Every: Daily, Shape: Shape{Span: n.span, Base: Scale, Rhythm: n.rhythm},
		})
	}
	return i
}

// volume adds a volume and its bill: by day, as AWS has it in hourly reports, in GB-months.
func (b *builder) volume(v Volume, name, incident string) *Volume {
	v.ID = b.id("vol-", short, v.Account.ID, name)
	b.Volumes = append(b.Volumes, &v)
	b.series(Series{
		Account: v.Account, SKU: b.gp3(v.Region), Resource: v.ID, ZoneID: v.ZoneID, Tags: v.Tags, Incident: incident, Every: Daily,
		Shape: Shape{Span: v.Span, Base: v.Size * Scale / hoursOfMonth},
	})
	return &v
}

// hoursOfMonth turns things held for an hour into parts of a month.
const hoursOfMonth = 730

// arn returns the ARN of a resource.
func arn(service string, r Region, a *Account, resource string) string {
	return "arn:aws:" + service + ":" + r.Code + ":" + a.ID + ":" + resource
}
