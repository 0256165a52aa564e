// node-postgres with its cursor and its stream, as an application uses them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import QueryStream from 'pg-query-stream'

const config = {
  host: process.env.PGHOST,
  port: Number(process.env.PGPORT),
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
  database: process.env.PGDATABASE,
  ssl: process.env.PGSSLMODE === 'disable' ? false : { rejectUnauthorized: false },
}
const table = `t_${randomBytes(6).toString('hex')}`
let client

async function connected(work, more = {}) {
  const other = new pg.Client({ ...config, ...more })
  await other.connect()
  try {
    return await work(other)
  } finally {
    await other.end()
  }
}

async function values(text, parameters) {
  const result = await client.query({ text, values: parameters, rowMode: 'array' })
  return result.rows
}

before(async () => {
  client = new pg.Client(config)
  await client.connect()
  await client.query(`create table ${table}(id integer primary key, name text, price numeric(10,2))`)
  const rows = Array.from({ length: 1000 }, (_, n) => `(${n + 1}, 'n${n + 1}', ${n + 1}.5)`)
  await client.query(`insert into ${table} values ${rows.join(',')}`)
})

after(async () => {
  await client.query(`drop table ${table}`)
  await client.end()
})

test('wrong password has its SQLSTATE', async () => {
  const refused = connected(async () => {}, { password: 'wrong' })
  await assert.rejects(refused, { code: '28P01' })
})

test('simple query with several statements', async () => {
  const results = await client.query('select 1 as a; select 2 as b, 3 as c')
  assert.deepEqual(results.map((r) => r.rows), [[{ a: 1 }], [{ b: 2, c: 3 }]])
})

test('values come back as their types', async () => {
  const [row] = await values(
    `select 1::smallint, 2, 9007199254740993::bigint, 1.5::double precision, 12.340::numeric(8,3),
      'x'::text, true, null::integer, array[1,2], array['a','b c'], '{"k": 1}'::json,
      'abc'::bytea, timestamptz '2024-02-03 04:05:06.789+00',
      '00000000-0000-0000-0000-000000000007'::uuid`,
  )
  assert.deepEqual(row, [
    1, 2, '9007199254740993', 1.5, '12.340', 'x', true, null, [1, 2], ['a', 'b c'], { k: 1 },
    Buffer.from('abc'), new Date('2024-02-03T04:05:06.789Z'),
    '00000000-0000-0000-0000-000000000007',
  ])
})

test('interval is an object', async () => {
  const [[interval]] = await values("select interval '1 day 02:03:04.5'")
  assert.deepEqual({ ...interval }, { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 500 })
})

test('fields tell names and type OIDs', async () => {
  const { fields } = await client.query("select 1 as a, 'x'::text as b, 1.5::numeric(5,2) as c")
  assert.deepEqual(fields.map((f) => [f.name, f.dataTypeID]), [['a', 23], ['b', 25], ['c', 1700]])
})

test('parameters of every type', async () => {
  const [row] = await values(
    `select $1::integer, $2::text, $3::boolean, $4::numeric(10,2), $5::bytea, $6::integer[], $7::json,
      $8::timestamptz, $9::bigint, $10::text[], $11::double precision`,
    [
      5, "it's ☃", false, '12.50', Buffer.from([1, 0, 2]), [1, null, 3], { a: [1] },
      new Date('2024-01-01T00:00:00Z'), '9007199254740993', ['a', 'b"'], 0.1,
    ],
  )
  assert.deepEqual(row, [
    5, "it's ☃", false, '12.50', Buffer.from([1, 0, 2]), [1, null, 3], { a: [1] },
    new Date('2024-01-01T00:00:00Z'), '9007199254740993', ['a', 'b"'], 0.1,
  ])
})

test('parameter types come from the columns', async () => {
  const found = await values(`select id from ${table} where id = $1 and name = $2`, ['3', 'n3'])
  assert.deepEqual(found, [[3]])
})

test('null parameters', async () => {
  assert.deepEqual(await values('select $1::integer, $2::text', [null, undefined]), [[null, null]])
})

test('named statement is prepared once and runs often', async () => {
  const named = { name: 'by-id', text: `select name from ${table} where id = $1` }
  for (const id of [1, 2, 3]) {
    const { rows } = await client.query({ ...named, values: [id] })
    assert.deepEqual(rows, [{ name: `n${id}` }])
  }
})

test('binary results', async () => {
  const query = { text: 'select $1::integer as a, $2::text as b', values: [7, 'x'], binary: true }
  assert.deepEqual((await client.query(query)).rows, [{ a: 7, b: 'x' }])
})

test('row counts and commands', async () => {
  const updated = await client.query(`update ${table} set name = name where id <= $1`, [10])
  assert.deepEqual([updated.command, updated.rowCount], ['UPDATE', 10])
  const inserted = await client.query(`insert into ${table} values ($1, $2, $3) returning id`, [5000, 'x', 1])
  assert.deepEqual([inserted.command, inserted.rowCount, inserted.rows], ['INSERT', 1, [{ id: 5000 }]])
  const deleted = await client.query(`delete from ${table} where id = $1`, [5000])
  assert.deepEqual([deleted.command, deleted.rowCount], ['DELETE', 1])
})

test('error has code and position and leaves the session', async () => {
  await assert.rejects(client.query('select nosuch'), { code: '42703', position: '8', severity: 'ERROR' })
  await assert.rejects(client.query('select $1::integer', ['x']), { code: '22P02' })
  await assert.rejects(client.query(`insert into ${table} values (1, 'x', 1)`), { code: '23505' })
  assert.deepEqual(await values('select 1'), [[1]])
})

test('failed transaction refuses until rollback', async () => {
  await client.query('begin')
  await client.query(`delete from ${table}`)
  await assert.rejects(client.query('select nosuch'), { code: '42703' })
  await assert.rejects(client.query('select 1'), { code: '25P02' })
  const ended = await client.query('commit')
  assert.equal(ended.command, 'ROLLBACK')
  assert.deepEqual(await values(`select count(*)::integer from ${table}`), [[1000]])
})

test('cursor reads pages by the row limit of a portal', async () => {
  const cursor = client.query(new Cursor(`select id from ${table} where id > $1 order by id`, [0]))
  const sizes = []
  let last
  for (;;) {
    const rows = await cursor.read(300)
    sizes.push(rows.length)
    if (rows.length === 0) break
    last = rows.at(-1).id
  }
  await cursor.close()
  assert.deepEqual(sizes, [300, 300, 300, 100, 0])
  assert.equal(last, 1000)
})

test('cursor stopped exactly at the last row', async () => {
  const cursor = client.query(new Cursor(`select id from ${table} order by id`))
  assert.equal((await cursor.read(1000)).length, 1000)
  assert.equal((await cursor.read(1)).length, 0)
  await cursor.close()
})

test('cursor closed early leaves the session usable', async () => {
  const cursor = client.query(new Cursor(`select id from ${table} order by id`))
  assert.equal((await cursor.read(5)).length, 5)
  await cursor.close()
  assert.deepEqual(await values('select 2'), [[2]])
})

test('cursor reports an error', async () => {
  const cursor = client.query(new Cursor('select nosuch'))
  await assert.rejects(cursor.read(1), { code: '42703' })
  assert.deepEqual(await values('select 3'), [[3]])
})

test('error in the middle of a portal', async () => {
  const text = `select 2147482700 + id as q from ${table} order by id`
  const cursor = client.query(new Cursor(text))
  await assert.rejects(async () => {
    while ((await cursor.read(100)).length > 0);
  }, { code: '22003' })
  assert.deepEqual(await values('select 4'), [[4]])
})

test('stream reads everything in batches', async () => {
  const stream = client.query(new QueryStream(`select id, price from ${table} order by id`, [], { batchSize: 64 }))
  let total = 0
  for await (const row of stream) total += row.id
  assert.equal(total, 500500)
})

test('stream destroyed early leaves the session usable', async () => {
  const stream = client.query(new QueryStream(`select id from ${table} order by id`, [], { batchSize: 10 }))
  for await (const row of stream) if (row.id === 25) break
  assert.deepEqual(await values('select 5'), [[5]])
})

test('one cursor after another in a transaction', async () => {
  await connected(async (other) => {
    await other.query('begin')
    const one = other.query(new Cursor(`select id from ${table} order by id`))
    assert.equal((await one.read(2))[1].id, 2)
    await one.close()
    const two = other.query(new Cursor(`select id from ${table} order by id desc`))
    assert.equal((await two.read(2))[1].id, 999)
    await two.close()
    await other.query('commit')
  })
})

test('queries sent at once answer in order', async () => {
  const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => values('select $1::integer', [n])))
  assert.deepEqual(answers.flat(2), [1, 2, 3, 4, 5])
})

test('pool of clients', async () => {
  const pool = new pg.Pool({ ...config, max: 3 })
  try {
    const names = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        pool.query(`select name from ${table} where id = $1`, [n + 1]).then((r) => r.rows[0].name)),
    )
    assert.deepEqual(names, Array.from({ length: 20 }, (_, n) => `n${n + 1}`))
  } finally {
    await pool.end()
  }
})

test('statement_timeout at startup cancels', async () => {
  const heavy = `select count(*) from ${table} a cross join ${table} b cross join ${table} c cross join ${table} d
    where (a.id * b.id + c.id - d.id) % 7 = 3`
  await connected(
    (other) => assert.rejects(other.query(heavy), { code: '57014' }),
    { statement_timeout: 300 },
  )
})

test('application_name arrives', async () => {
  await connected(async (other) => {
    const { rows } = await other.query('show application_name')
    assert.deepEqual(rows, [{ application_name: 'node tests' }])
  }, { application_name: 'node tests' })
})

test('notices are told', async () => {
  const told = []
  client.once('notice', (notice) => told.push([notice.severity, notice.code, notice.message]))
  await client.query('commit')
  assert.deepEqual(told, [['WARNING', '25P01', 'there is no transaction in progress']])
})

test('copy to a stream', async () => {
  const query = `copy (select id, name from ${table} order by id) to stdout with csv header`
  let data = ''
  for await (const chunk of client.query(copyTo(query))) data += chunk
  const lines = data.split('\n')
  assert.deepEqual([lines.length, lines[0], lines[1000]], [1002, 'id,name', '1000,n1000'])
})

test('copy in binary to a stream', async () => {
  const parts = []
  for await (const part of client.query(copyTo('copy (select 7::int2) to stdout binary'))) parts.push(part)
  const wanted = '5047434f50590aff0d0a00' + '0000000000000000' + '0001000000020007' + 'ffff'
  assert.equal(Buffer.concat(parts).toString('hex'), wanted)
})

test('a wrong copy fails its stream', async () => {
  const copy = client.query(copyTo('copy no_such_table to stdout'))
  await assert.rejects(async () => { for await (const _ of copy); }, { code: '42P01' })
  assert.deepEqual(await values('select 1'), [[1]])
})

// Gives a table of its own to work; copy(parts, options) loads it and returns the number of rows.
async function intoTable(work) {
  const name = `t_${randomBytes(6).toString('hex')}`
  await client.query(`create table ${name}(id integer primary key, name text)`)
  const copy = async (parts, options = '') => {
    const stream = client.query(copyFrom(`copy ${name} from stdin ${options}`))
    await pipeline(Readable.from(parts), stream)
    return stream.rowCount
  }
  try {
    await work(copy, name, () => values(`select * from ${name} order by 1`))
  } finally {
    await client.query(`drop table ${name}`)
  }
}

test('copy from a stream', () => intoTable(async (copy, name, rows) => {
  assert.equal(await copy(['1\to', 'ne\n2\t\\', 'N\n3\ta\\tb ', '☃\n']), 3)
  assert.deepEqual(await rows(), [[1, 'one'], [2, null], [3, 'a\tb ☃']])
}))

test('copy csv from a stream cut at every byte', () => intoTable(async (copy, name, rows) => {
  const data = Buffer.from('id,name\r\n1,"é, ""x""\r\ny"\r\n2,\r\n3,""\r\n4,last')
  const bytes = Array.from(data, (_, n) => data.subarray(n, n + 1))
  assert.equal(await copy(bytes, 'csv header'), 4)
  assert.deepEqual(await rows(), [[1, 'é, "x"\r\ny'], [2, null], [3, ''], [4, 'last']])
}))

test('copy binary from a stream', () => intoTable(async (copy, name, rows) => {
  const parts = []
  for await (const part of client.query(copyTo(`copy ${table} (id, name) to stdout binary`))) parts.push(part)
  assert.equal(await copy(parts, 'binary'), 1000)
  assert.deepEqual((await rows()).at(-1), [1000, 'n1000'])
}))

test('copy of no rows', () => intoTable(async (copy, name, rows) => {
  assert.equal(await copy([]), 0)
  assert.equal(await copy(['id,name\n'], 'csv header'), 0)
  assert.deepEqual(await rows(), [])
}))

test('copy of many rows from a stream', () => intoTable(async (copy, name) => {
  function* lines() {
    for (let n = 0; n < 200; n++) {
      yield Array.from({ length: 500 }, (_, i) => `${n * 500 + i}\t${'x'.repeat(50)}\n`).join('')
    }
  }
  assert.equal(await copy(lines()), 100_000)
  const found = await values(`select sum(id)::bigint, sum(length(name))::integer from ${name}`)
  assert.deepEqual(found, [['4999950000', 5_000_000]])
}))

test('a bad value fails the stream and leaves no row', () => intoTable(async (copy, name, rows) => {
  await assert.rejects(copy(['1\tone\nx\ttwo\n']), { code: '22P02', where: `COPY ${name}, line 2, column id: "x"` })
  await assert.rejects(copy(['1\tone\n2\n']), { code: '22P04' })
  await assert.rejects(copy(['1\tone\n1\ttwo\n']), { code: '23505' })
  await assert.rejects(copy([Buffer.from([0x31, 0x09, 0xff, 0x0a])]), { code: '22021' })
  await assert.rejects(copy(['1\tone\n'], 'binary'), { code: '22P04' })
  assert.deepEqual(await rows(), [])
  assert.equal(await copy(['1\tone\n']), 1)
}))

test('a bad value before much more data', () => intoTable(async (copy, name, rows) => {
  const more = Array.from({ length: 200 }, () => '7\tseven\n'.repeat(2000))
  await assert.rejects(copy(['x\tbad\n', ...more]), { code: '22P02' })
  assert.deepEqual(await rows(), [])
}))

test('a source that fails undoes the copy', () => intoTable(async (copy, name, rows) => {
  function* source() {
    for (let id = 0; id < 50; id++) yield `${id}\tx\n`
    throw new Error('the source is gone')
  }
  await assert.rejects(copy(source()))
  assert.deepEqual(await rows(), [])
}))

test('a copy destroyed early tells query canceled', () => intoTable(async (copy, name, rows) => {
  const stream = client.query(copyFrom(`copy ${name} from stdin`))
  stream.write('1\tone\n')
  const failed = new Promise((resolve) => stream.once('error', resolve))
  stream.destroy(new Error('changed my mind'))
  const { code, message } = await failed
  assert.deepEqual([code, message], ['57014', 'COPY from stdin failed: changed my mind'])
  assert.deepEqual(await rows(), [])
}))

test('a copy in a transaction', () => intoTable(async (copy, name, rows) => {
  await client.query('begin')
  await copy(['1\tone\n'])
  await client.query('commit')
  await client.query('begin')
  await assert.rejects(copy(['2\ttwo\n2\ttwo\n']), { code: '23505' })
  await assert.rejects(client.query('select 1'), { code: '25P02' })
  await client.query('rollback')
  assert.deepEqual(await rows(), [[1, 'one']])
}))
