/** The sections `functions` and `resources` of serverless.yml: osls loads CommonJS only, Node loads the TypeScript behind it. */
const deploy = () => import('./src/deploy/index.ts');

exports.functions = async (osls) => (await deploy()).compileFunctions(await deployment(osls));

exports.resources = async (osls) => {
  const { compileResources } = await deploy();
  try {
    return escapeVariables(await compileResources(await deployment(osls)));
  } catch (error) {
    // osls prints the stack; of faults in a user's files it would only hide the list.
    if (error.name === 'FaultError') error.stack = `\n${error.message}`;
    throw error;
  }
};

async function deployment({ resolveConfigurationProperty, resolveVariable }) {
  return {
    prefix: `${await resolveConfigurationProperty(['service'])}-${await resolveVariable('sls:stage')}`,
    operatorEmail: await resolveVariable('param:operatorEmail'),
    sharedTable: await resolveVariable('param:sharedTable'),
  };
}

/** osls would take a `${aws:username}` in a rule's pattern for a variable of its own; `\${` gives `${`. */
function escapeVariables(value) {
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === 'string' ? item.replace(/(\\*)\$\{/g, '$1$1\\${') : item,
  );
}
