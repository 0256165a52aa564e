\set key random(1, :keys)
select name, value from points where id = :key;
