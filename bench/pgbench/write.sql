\set a random(1, 1000000000)
insert into writes values (:a, 'a row of one small statement');
