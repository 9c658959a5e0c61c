package tpch

import (
	"errors"
	"fmt"

	"github.com/pingcap/go-tpc/tpch/dbgen"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// errEnough ends a table of the generator before its end.
var errEnough = errors.New("enough rows")

// taker takes the first rows of a table.
type taker struct {
	left int
	take func(row any) error
	err  error // of take: the generator reports errors as text
}

// Load takes a row.
func (t *taker) Load(row any) error {
	if t.left == 0 {
		return errEnough
	}
	t.left--
	t.err = t.take(row)
	return t.err
}

// Flush does nothing.
func (*taker) Flush() error { return nil }

// tables are the rows by the name of the table.
type tables map[string][][]value.Value

func (t tables) add(name string, row ...value.Value) error {
	for i, v := range row {
		if text, ok := v.(day); ok {
			d, err := value.ParseDate(string(text))
			if err != nil {
				return err
			}
			row[i] = d
		}
	}
	t[name] = append(t[name], row)
	return nil
}

// day is a date as the generator writes it.
type day string

// cents is an amount of money as a double.
func cents[N ~int64](n N) float64 { return float64(n) / 100 }

// draw runs the generator.
func draw() (tables, error) {
	dbgen.InitDbGen(1)
	out := tables{}
	buyers := &buyers{buyersSeed}
	for _, t := range []struct {
		table dbgen.Table
		count int
		take  func(any) error
	}{
		{dbgen.TRegion, 5, func(x any) error { return out.region(x) }},
		{dbgen.TNation, 25, func(x any) error { return out.nation(x) }},
		{dbgen.TSupp, suppliers, func(x any) error { return out.supplier(x) }},
		{dbgen.TPartPsupp, parts, func(x any) error { return out.part(x) }},
		{dbgen.TCust, customers, func(x any) error { return out.customer(x) }},
		{dbgen.TOrderLine, orders, func(x any) error { return out.order(x, buyers.next()) }},
	} {
		loader := &taker{left: t.count, take: t.take}
		err := dbgen.DbGen(map[dbgen.Table]dbgen.Loader{t.table: loader}, []dbgen.Table{t.table})
		switch {
		case loader.err != nil:
			return nil, loader.err
		case loader.left > 0:
			return nil, fmt.Errorf("table %d: %d rows are missing: %w", t.table, loader.left, err)
		}
	}
	return out, nil
}

// unexpected is the error for a row of another table.
func unexpected(row any) error { return fmt.Errorf("unexpected row of type %T", row) }

func (t tables) region(row any) error {
	r, ok := row.(*dbgen.Region)
	if !ok {
		return unexpected(row)
	}
	return t.add("region", int64(r.Code), r.Text, r.Comment)
}

func (t tables) nation(row any) error {
	n, ok := row.(*dbgen.Nation)
	if !ok {
		return unexpected(row)
	}
	return t.add("nation", int64(n.Code), n.Text, int64(n.Join), n.Comment)
}

func (t tables) supplier(row any) error {
	s, ok := row.(*dbgen.Supp)
	if !ok {
		return unexpected(row)
	}
	return t.add("supplier", int64(s.SuppKey), s.Name, s.Address, int64(s.NationCode), s.Phone, cents(s.Acctbal), s.Comment)
}

func (t tables) part(row any) error {
	p, ok := row.(*dbgen.Part)
	if !ok {
		return unexpected(row)
	}
	for number, s := range p.S {
		supplier := supplierOf(int64(p.PartKey), int64(number), suppliers)
		if err := t.add("partsupp", int64(s.PartKey), supplier, int64(s.Qty), cents(s.SCost), s.Comment); err != nil {
			return err
		}
	}
	return t.add("part", int64(p.PartKey), p.Name, p.Mfgr, p.Brand, p.Type, int64(p.Size), p.Container, cents(p.RetailPrice), p.Comment)
}

func (t tables) customer(row any) error {
	c, ok := row.(*dbgen.Cust)
	if !ok {
		return unexpected(row)
	}
	return t.add("customer", int64(c.CustKey), c.Name, c.Address, int64(c.NationCode), c.Phone, cents(c.Acctbal), c.MktSegment, c.Comment)
}

// order adds an order of a customer and its lines. Prices follow from the parts of this scale, and the total from the prices.
func (t tables) order(row any, customer int64) error {
	o, ok := row.(*dbgen.Order)
	if !ok {
		return unexpected(row)
	}
	total := int64(0)
	for _, l := range o.Lines {
		part := partAt(int64(l.PartKey))
		supplier := supplierOf(part, supplierNumber(int64(l.PartKey), int64(l.SuppKey)), suppliers)
		price := retailPrice(part) * int64(l.Quantity)
		total += price * (100 - int64(l.Discount)) / 100 * (100 + int64(l.Tax)) / 100
		err := t.add("lineitem", int64(l.OKey), part, supplier, int64(l.LCnt), float64(l.Quantity), cents(price), cents(l.Discount), cents(l.Tax),
			l.RFlag, l.LStatus, day(l.SDate), day(l.CDate), day(l.RDate), l.ShipInstruct, l.ShipMode, l.Comment)
		if err != nil {
			return err
		}
	}
	return t.add("orders", int64(o.OKey), customer, o.Status, cents(total), day(o.Date), o.OrderPriority, o.Clerk, o.ShipPriority, o.Comment)
}
