// Athena's SQL for CodeMirror: Trino's words, Hive's DDL words, and the names of the functions that this server knows.
import { sql, SQLDialect } from '@codemirror/lang-sql'
import type { LanguageSupport } from '@codemirror/language'

const keywords =
  'add admin after all alter always analyze and any as asc at authorization before bernoulli between both bucketed by call cascade case ' +
  'catalogs clustered coalesce collection column columns comment commit committed constraint copartition create cross cube ' +
  'current current_catalog current_date current_path current_role current_schema current_time current_timestamp current_user database ' +
  'databases day dbproperties deallocate default define definer delete delimited deny desc describe descriptor distinct distributed drop else ' +
  'encoding end escape escaped except excluding execute exists explain export external extract false fetch filter ' +
  'first following for format formatted from full function functions global grant granted grants graphviz group grouping groups having ' +
  'hour if ignore immediate in including inner inputformat insert intersect interval into invoker io is isolation join json ' +
  'json_array json_exists json_object json_query json_table json_value keep last lateral leading left like limit listagg ' +
  'localtime localtimestamp location logical match_recognize matched matches materialized merge minute month msck ' +
  'natural nested next none normalize not null nullif nulls of offset omit on only option or order ordinality outer output outputformat ' +
  'over overflow overwrite partition partitioned partitions passing pattern per period permute plan position preceding precision ' +
  'prepare privileges properties prune purge range read recursive refresh rename repair repeatable replace reset respect restrict ' +
  'returning revoke right roles rollback rollup row rows running schema schemas second security seek select serde serdeproperties ' +
  'serializable session set sets show skip some sorted start stats stored subset substring table tables tablesample tblproperties temporary ' +
  'terminated text then ties time to touch trailing transaction trim true try_cast type uescape unbounded uncommitted unconditional union ' +
  'unload unmatched unnest unset update use using utf16 utf32 utf8 vacuum validate values verbose view views wait when where ' +
  'window with within without wrapper write year zone cast try'

const types =
  'array bigint binary boolean char date decimal double float hyperloglog int integer interval ipaddress json map qdigest real row ' +
  'smallint string struct tdigest time timestamp tinyint uuid varbinary varchar'

/** The language with these functions known by name. */
export function athena(functions: readonly string[]): LanguageSupport {
  return sql({
    dialect: SQLDialect.define({
      keywords,
      types,
      builtin: functions.filter((f) => /^[a-z_][a-z0-9_]*$/.test(f)).join(' '),
      identifierQuotes: '"`',
      specialVar: '',
      operatorChars: '*+-%<>!=&|~^/?',
      caseInsensitiveIdentifiers: true,
    }),
    upperCaseKeywords: true,
  })
}
