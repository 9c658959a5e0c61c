-- Eight tables of the shape of TPC-H with Trino's names of columns, computed from numbers: a tenth of «tiny». They are not
-- TPC-H's own rows, so an expectation that was written down from those does not hold here; one that is a query does.

-- region
SELECT CAST(n - 1 AS bigint) AS regionkey, CAST(element_at(ARRAY['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'], n) AS varchar(25)) AS name,
  CAST(concat('region ', CAST(n AS varchar)) AS varchar(152)) AS comment
FROM UNNEST(sequence(1, 5)) AS t (n);

-- nation
SELECT CAST(n - 1 AS bigint) AS nationkey,
  CAST(element_at(ARRAY['ALGERIA', 'ARGENTINA', 'BRAZIL', 'CANADA', 'EGYPT', 'ETHIOPIA', 'FRANCE', 'GERMANY', 'INDIA', 'INDONESIA', 'IRAN',
    'IRAQ', 'JAPAN', 'JORDAN', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'PERU', 'CHINA', 'ROMANIA', 'SAUDI ARABIA', 'VIETNAM', 'RUSSIA',
    'UNITED KINGDOM', 'UNITED STATES'], n) AS varchar(25)) AS name,
  CAST(element_at(ARRAY[0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1], n) AS bigint) AS regionkey,
  CAST(concat('nation ', CAST(n AS varchar)) AS varchar(152)) AS comment
FROM UNNEST(sequence(1, 25)) AS t (n);

-- supplier
SELECT n AS suppkey, CAST(concat('Supplier#', lpad(CAST(n AS varchar), 9, '0')) AS varchar(25)) AS name,
  CAST(concat('address ', CAST(n AS varchar)) AS varchar(40)) AS address, n * 7 % 25 AS nationkey,
  CAST(concat(CAST(10 + n * 7 % 25 AS varchar), '-', CAST(100 + n % 900 AS varchar), '-', CAST(1000 + n * 37 % 9000 AS varchar)) AS varchar(15)) AS phone,
  (n * 7919 % 1100000 - 99999) / 1E2 AS acctbal, CAST(concat('supplier ', CAST(n AS varchar)) AS varchar(101)) AS comment
FROM UNNEST(sequence(1, 20)) AS t (n);

-- part
SELECT n AS partkey, CAST(concat(element_at(ARRAY['almond', 'blush', 'forest', 'lemon', 'rosy'], n % 5 + 1), ' ',
    element_at(ARRAY['linen', 'puff', 'sienna'], n % 3 + 1)) AS varchar(55)) AS name,
  CAST(concat('Manufacturer#', CAST(n % 5 + 1 AS varchar)) AS varchar(25)) AS mfgr,
  CAST(concat('Brand#', CAST(n % 5 + 1 AS varchar), CAST(n % 4 + 1 AS varchar)) AS varchar(10)) AS brand,
  CAST(concat(element_at(ARRAY['STANDARD', 'SMALL', 'PROMO'], n % 3 + 1), ' ', element_at(ARRAY['TIN', 'NICKEL', 'BRASS', 'STEEL'], n % 4 + 1)) AS varchar(25)) AS type,
  CAST(n % 50 + 1 AS integer) AS size, CAST(element_at(ARRAY['SM CASE', 'LG BOX', 'MED BAG', 'JUMBO JAR'], n % 4 + 1) AS varchar(10)) AS container,
  (90000 + n / 10 % 20001 + 100 * (n % 1000)) / 1E2 AS retailprice, CAST(concat('part ', CAST(n AS varchar)) AS varchar(23)) AS comment
FROM UNNEST(sequence(1, 200)) AS t (n);

-- partsupp
SELECT n AS partkey, (n * 3 + s * 5) % 20 + 1 AS suppkey, CAST(n * 31 * s % 9999 + 1 AS integer) AS availqty,
  (n * 997 * s % 99901 + 100) / 1E2 AS supplycost, CAST(concat('partsupp ', CAST(n AS varchar)) AS varchar(199)) AS comment
FROM UNNEST(sequence(1, 200)) AS t (n) CROSS JOIN UNNEST(sequence(1, 4)) AS u (s);

-- customer
SELECT n AS custkey, CAST(concat('Customer#', lpad(CAST(n AS varchar), 9, '0')) AS varchar(25)) AS name,
  CAST(concat('address ', CAST(n AS varchar)) AS varchar(40)) AS address, n * 11 % 25 AS nationkey,
  CAST(concat(CAST(10 + n * 11 % 25 AS varchar), '-', CAST(100 + n % 900 AS varchar), '-', CAST(1000 + n * 53 % 9000 AS varchar)) AS varchar(15)) AS phone,
  (n * 6151 % 1100000 - 99999) / 1E2 AS acctbal,
  CAST(element_at(ARRAY['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'HOUSEHOLD', 'MACHINERY'], n % 5 + 1) AS varchar(10)) AS mktsegment,
  CAST(concat('customer ', CAST(n AS varchar)) AS varchar(117)) AS comment
FROM UNNEST(sequence(1, 150)) AS t (n);

-- orders
SELECT (n - 1) / 8 * 32 + (n - 1) % 8 + 1 AS orderkey, n * 17 % 50 * 3 + n % 2 + 1 AS custkey,
  CAST(element_at(ARRAY['F', 'O', 'F', 'O', 'P'], n % 5 + 1) AS varchar(1)) AS orderstatus, (n * 104729 % 50000000 + 85000) / 1E2 AS totalprice,
  date_add('day', n * 1381 % 2406, DATE '1992-01-01') AS orderdate,
  CAST(element_at(ARRAY['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'], n * 7 % 5 + 1) AS varchar(15)) AS orderpriority,
  CAST(concat('Clerk#', lpad(CAST(n * 13 % 10 + 1 AS varchar), 9, '0')) AS varchar(15)) AS clerk, 0 AS shippriority,
  CAST(concat('order ', CAST(n AS varchar)) AS varchar(79)) AS comment
FROM UNNEST(sequence(1, 1500)) AS t (n);

-- lineitem
SELECT (n - 1) / 8 * 32 + (n - 1) % 8 + 1 AS orderkey, n * 31 * l % 200 + 1 AS partkey, (n * 31 * l % 200 + 1 + l) % 20 + 1 AS suppkey,
  CAST(l AS integer) AS linenumber, CAST(n * 7 * l % 50 + 1 AS double) AS quantity, (n * 7 * l % 50 + 1) * (90000 + n * l % 10001) / 1E2 AS extendedprice,
  n * l % 11 / 1E2 AS discount, n * 3 * l % 9 / 1E2 AS tax, CAST(element_at(ARRAY['A', 'N', 'R'], n * l % 3 + 1) AS varchar(1)) AS returnflag,
  CAST(element_at(ARRAY['F', 'O'], n * l % 2 + 1) AS varchar(1)) AS linestatus, date_add('day', n * 1381 % 2406 + n * l % 121 + 1, DATE '1992-01-01') AS shipdate,
  date_add('day', n * 1381 % 2406 + n * l % 61 + 30, DATE '1992-01-01') AS commitdate,
  date_add('day', n * 1381 % 2406 + n * l % 121 + 1 + l, DATE '1992-01-01') AS receiptdate,
  CAST(element_at(ARRAY['COLLECT COD', 'DELIVER IN PERSON', 'NONE', 'TAKE BACK RETURN'], n * l % 4 + 1) AS varchar(25)) AS shipinstruct,
  CAST(element_at(ARRAY['AIR', 'FOB', 'MAIL', 'RAIL', 'REG AIR', 'SHIP', 'TRUCK'], n * l % 7 + 1) AS varchar(10)) AS shipmode,
  CAST(concat('lineitem ', CAST(n AS varchar)) AS varchar(44)) AS comment
FROM UNNEST(sequence(1, 1500)) AS t (n) CROSS JOIN UNNEST(sequence(1, n % 7 + 1)) AS u (l);
