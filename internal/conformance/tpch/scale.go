package tpch

// How many rows the tables have at this scale.
const (
	customers = 1_500
	orders    = 15_000
	parts     = 2_000
	suppliers = 100
	// shrink is how much smaller than at scale factor 1 the tables are.
	shrink = 100
	// suppliersAtOne is how many suppliers scale factor 1 has.
	suppliersAtOne = suppliers * shrink
)

// buyers draws the customers of the orders, one after the other: a stream of random numbers of its own, spread over the customers.
type buyers struct{ seed int64 }

// The generator of random numbers of TPC-H, and the seed of the stream of customers.
const (
	factor     = 16_807
	modulus    = 1<<31 - 1
	buyersSeed = 851_767_375
)

// next returns the customer of the next order. One customer in three never orders: who would be one is a neighbour.
func (b *buyers) next() int64 {
	b.seed = b.seed * factor % modulus
	key := 1 + int64(float64(b.seed)/modulus*customers)
	for step := int64(1); key%3 == 0; step = -step {
		key = min(key+step, customers)
	}
	return key
}

// partAt returns the part for one of scale factor 1.
func partAt(key int64) int64 { return (key-1)/shrink + 1 }

// supplierOf returns supplier number of a part's four, where there are count suppliers.
func supplierOf(part, number, count int64) int64 {
	return (part+number*(count/4+(part-1)/count))%count + 1
}

// supplierNumber returns which of its four suppliers a part has at scale factor 1.
func supplierNumber(part, supplier int64) int64 {
	for number := range int64(4) {
		if supplierOf(part, number, suppliersAtOne) == supplier {
			return number
		}
	}
	return 0
}

// retailPrice returns the price of a part in cents.
func retailPrice(part int64) int64 { return 90_000 + part/10%20_001 + part%1_000*100 }
