"""Checks that read the catalogue alone; each gives one row, with the culprit's name, for every violation.

Parameters: `:schema`, and `:app`, the application role.
"""

PRIMARY_KEY = """
SELECT c.relname FROM pg_class c
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND (k.oid IS NULL OR k.conkey[1] <> t.attnum)
"""

UNIQUE_KEY = """
SELECT i.indexrelid::regclass::text FROM pg_class c
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped JOIN pg_index i ON i.indrelid = c.oid
WHERE (i.indisunique OR i.indisexclusion) AND NOT t.attnum = ANY (i.indkey::int2[])
"""

FOREIGN_KEY = """
SELECT k.conname FROM pg_constraint k
JOIN pg_namespace s ON s.oid = k.connamespace AND s.nspname = :schema
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'tenant_id'
JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attname = 'tenant_id'
WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT EXISTS (
    SELECT 1 FROM generate_subscripts(k.conkey, 1) n WHERE k.conkey[n] = a.attnum AND k.confkey[n] = b.attnum)
"""

FOREIGN_KEY_INDEX = """
SELECT k.conname FROM pg_constraint k
JOIN pg_namespace s ON s.oid = k.connamespace AND s.nspname = :schema
WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT EXISTS (
    SELECT 1 FROM pg_index i
    WHERE i.indrelid = k.conrelid AND i.indpred IS NULL
      AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
      AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] <@ k.conkey)
"""

ROW_SECURITY = """
SELECT c.relname FROM pg_class c
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT (c.relrowsecurity AND c.relforcerowsecurity
    AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
"""

POWERLESS_ROLE = """
SELECT rolname::text FROM pg_roles WHERE rolname = :app AND (rolsuper OR rolbypassrls)
UNION ALL
SELECT c.relname::text FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
WHERE pg_get_userbyid(c.relowner) = :app
"""

# Only leakproof operators use an index under row-level security; equality tells for a whole operator family.
USELESS_INDEX = """
SELECT i.indexrelid::regclass::text || ' on ' || coalesce(a.attname, 'an expression')
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid AND c.relrowsecurity
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[]) WITH ORDINALITY k (attribute, class, n)
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attribute AND k.attribute > 0
WHERE NOT i.indisexclusion AND (k.attribute = 0 OR EXISTS (
    SELECT 1 FROM pg_opclass o
    JOIN pg_am m ON m.oid = o.opcmethod
    JOIN pg_amop x ON x.amopfamily = o.opcfamily AND x.amoplefttype = o.opcintype
        AND x.amoprighttype = o.opcintype AND x.amopstrategy = CASE WHEN m.amname = 'btree' THEN 3 ELSE 1 END
    JOIN pg_operator e ON e.oid = x.amopopr
    JOIN pg_proc f ON f.oid = e.oprcode
    WHERE o.oid = k.class AND NOT f.proleakproof)
  OR EXISTS (SELECT 1 FROM pg_opclass o WHERE o.oid = k.class AND o.opcname LIKE '%trgm%'))
"""

VIEW = """
SELECT c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
WHERE c.relkind = 'm'
   OR (c.relkind = 'v' AND NOT coalesce(c.reloptions::text, '') LIKE '%security_invoker=true%')
"""

DEFINER_FUNCTION = """
SELECT p.oid::regprocedure::text FROM pg_proc p
JOIN pg_namespace s ON s.oid = p.pronamespace AND s.nspname = :schema
WHERE p.prosecdef AND (
    NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) x WHERE x LIKE 'search_path=%')
    OR EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
               WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'))
"""

SEQUENCE_GRANT = """
SELECT c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
WHERE CASE WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(:app, c.oid, 'USAGE') ELSE false END
"""

TRIGGER = """
SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema
WHERE NOT t.tgisinternal
"""

SET_NULL = """
SELECT conname FROM pg_constraint k JOIN pg_namespace s ON s.oid = k.connamespace AND s.nspname = :schema
WHERE contype = 'f' AND confdeltype IN ('n', 'd')
"""

CHECKS: dict[str, tuple[str, str]] = {
    "L1": ("primary key does not start with tenant_id", PRIMARY_KEY),
    "L2": ("unique key without tenant_id", UNIQUE_KEY),
    "L3": ("foreign key between tenant tables that does not carry tenant_id", FOREIGN_KEY),
    "L4": ("foreign key without an index on the referencing side", FOREIGN_KEY_INDEX),
    "L5": ("tenant table without forced row-level security and a policy", ROW_SECURITY),
    "L6": ("the application role owns something or passes the policies", POWERLESS_ROLE),
    "L7": ("index that row-level security makes useless", USELESS_INDEX),
    "L8": ("view that does not run as its caller", VIEW),
    "L9": ("security definer function without fixed search_path, or open to all", DEFINER_FUNCTION),
    "L10": ("sequence that the application role cannot use", SEQUENCE_GRANT),
    "L11": ("trigger, which Citus does not take", TRIGGER),
    "L12": ("ON DELETE SET NULL or DEFAULT, which Citus refuses", SET_NULL),
}
