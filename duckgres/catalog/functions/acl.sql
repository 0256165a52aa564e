-- Rights that an object has when nobody has said anything of them; arwdDxt and the like are PostgreSQL's letters.
CREATE MACRO acl_item(grantee, rights) AS concat(grantee, '=', rights, '/', _pg.main.user_name());
CREATE MACRO acldefault(kind, owner) AS CASE kind::VARCHAR
    WHEN 'r' THEN [_pg.main.acl_item(_pg.main.user_name(), 'arwdDxt')]
    WHEN 's' THEN [_pg.main.acl_item(_pg.main.user_name(), 'rwU')]
    WHEN 'n' THEN [_pg.main.acl_item(_pg.main.user_name(), 'UC')]
    WHEN 't' THEN [_pg.main.acl_item(_pg.main.user_name(), 'C')]
    WHEN 'd' THEN [_pg.main.acl_item('', 'Tc'), _pg.main.acl_item(_pg.main.user_name(), 'CTc')]
    WHEN 'f' THEN [_pg.main.acl_item('', 'X'), _pg.main.acl_item(_pg.main.user_name(), 'X')]
    WHEN 'T' THEN [_pg.main.acl_item('', 'U'), _pg.main.acl_item(_pg.main.user_name(), 'U')]
    WHEN 'l' THEN [_pg.main.acl_item('', 'U'), _pg.main.acl_item(_pg.main.user_name(), 'U')]
    WHEN 'c' THEN []::VARCHAR[] END;
