package access

// Permission is one of Lake Formation's: what may be done with a resource.
type Permission string

// The permissions. All is every permission that fits a resource. DESCRIBE comes with every other one.
const (
	All                Permission = "ALL"
	Select             Permission = "SELECT"
	Describe           Permission = "DESCRIBE"
	Insert             Permission = "INSERT"
	Delete             Permission = "DELETE"
	Alter              Permission = "ALTER"
	Drop               Permission = "DROP"
	CreateTable        Permission = "CREATE_TABLE"
	CreateDatabase     Permission = "CREATE_DATABASE"
	DataLocationAccess Permission = "DATA_LOCATION_ACCESS"
	Associate          Permission = "ASSOCIATE"
)

// Source gives the policy of this moment. A Policy is a source of itself.
type Source interface {
	Policy() *Policy
}

// Policy returns p: a policy that does not change is a Source.
func (p *Policy) Policy() *Policy { return p }
