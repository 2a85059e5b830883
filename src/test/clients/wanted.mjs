/** A variable that the test that runs these scripts sets. */
export function wanted(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: these scripts are run by tests, which set it`);
  }
  return value;
}
