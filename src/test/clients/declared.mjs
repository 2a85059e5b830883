// Reads the type declarations of an SDK far enough to check values against them: what a field marked required must hold.

import { readFileSync } from 'node:fs';

/** The response types of a resource's methods, and the interfaces of its file, namespaces as prefixes. */
export function declared(path) {
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
  const methods = new Map();
  for (const [, name, promise, types] of text.matchAll(/^ {4}(\w+)\(.*\): (APIPromise|PagePromise)<(.*)>;$/gm)) {
    methods.set(name, { paged: promise === 'PagePromise', type: types.split(', ').at(-1) });
  }
  const types = new Map();
  block(tokens(text), '', types);
  return { methods, types };
}

function tokens(text) {
  const all = text.match(/'[^']*'|"[^"]*"|[\w$]+|[^\s\w]/g);
  let at = 0;
  return {
    peek: (ahead = 0) => all[at + ahead],
    next: () => all[at++],
    ended: () => at >= all.length,
  };
}

/** Interfaces, type aliases and namespaces; all else is passed over. */
function block(t, prefix, types) {
  while (!t.ended() && t.peek() !== '}') {
    const word = t.next();
    if (word === 'interface') {
      const name = prefix + t.next();
      while (t.peek() !== '{') t.next();
      types.set(name, { fields: fields(t), scope: name });
    } else if (word === 'namespace') {
      const name = prefix + t.next();
      t.next();
      block(t, `${name}.`, types);
      t.next();
    } else if (word === 'type' && t.peek(1) === '=') {
      const name = prefix + t.next();
      t.next();
      types.set(name, { alias: union(t), scope: name });
    } else if (word === '{') {
      block(t, prefix, types);
      t.next();
    }
  }
}

function fields(t) {
  const found = [];
  t.next();
  while (t.peek() !== '}') {
    let name = t.next();
    if (name === '[') {
      while (t.next() !== ']');
      name = '*';
    }
    const optional = t.peek() === '?';
    if (optional) t.next();
    t.next();
    found.push({ name: name.replace(/^['"]|['"]$/g, ''), optional, type: union(t) });
    if (t.peek() === ';') t.next();
  }
  t.next();
  return found;
}

function union(t) {
  if (t.peek() === '|') t.next();
  const choices = [single(t)];
  while (t.peek() === '|') {
    t.next();
    choices.push(single(t));
  }
  return { union: choices };
}

function single(t) {
  if (t.peek() === '{') return { fields: fields(t) };
  let name = t.next();
  if (name === '(') {
    const inner = union(t);
    t.next();
    return inner;
  }
  while (t.peek() === '.') {
    t.next();
    name += `.${t.next()}`;
  }
  if (t.peek() !== '<') return { name };
  t.next();
  const inner = [];
  do {
    inner.push(union(t));
  } while (t.next() === ',');
  return { name, of: inner };
}

/** Everything about a value that its declared type does not allow. */
export function mismatches(types, name, value) {
  return check(types, { name }, value, name, '');
}

function check(types, type, value, path, scope) {
  if (type.union) {
    const all = type.union.map((one) => check(types, one, value, path, scope));
    return all.find((one) => one.length === 0) ?? all.sort((a, b) => a.length - b.length)[0];
  }
  if (type.fields) return object(types, type.fields, value, path, scope);
  if (/^['"]/.test(type.name)) {
    return value === type.name.slice(1, -1) ? [] : [`${path} is ${JSON.stringify(value)}; must be ${type.name}`];
  }
  if (type.name === 'Array') {
    return Array.isArray(value)
      ? value.flatMap((item, i) => check(types, type.of[0], item, `${path}[${i}]`, scope))
      : [`${path} is no array`];
  }
  if (type.name === 'unknown' || type.name === 'any') return [];
  if (type.name === 'null') return value === null ? [] : [`${path} is not null`];
  if (['string', 'number', 'boolean'].includes(type.name)) {
    return typeof value === type.name ? [] : [`${path} is ${JSON.stringify(value)}; must be a ${type.name}`];
  }
  const known = found(types, type.name, scope);
  if (!known) return [`${path}: no declaration of ${type.name}`];
  return known.fields
    ? object(types, known.fields, value, path, known.scope)
    : check(types, known.alias, value, path, known.scope);
}

/** A name means the innermost one: that of the scope, then those round it. */
function found(types, name, scope) {
  for (let at = scope; ; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const known = types.get(at ? `${at}.${name}` : name);
    if (known || !at) return known;
  }
}

function object(types, declaredFields, value, path, scope) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return [`${path} is ${JSON.stringify(value)}; must be an object`];
  }
  const wrong = [];
  for (const { name, optional, type } of declaredFields) {
    if (name === '*') {
      for (const [key, inner] of Object.entries(value)) wrong.push(...check(types, type, inner, `${path}.${key}`, scope));
    } else if (value[name] === undefined) {
      if (!optional) wrong.push(`${path}.${name} is missing`);
    } else {
      wrong.push(...check(types, type, value[name], `${path}.${name}`, scope));
    }
  }
  return wrong;
}
