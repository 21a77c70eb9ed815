/** Sections of serverless.yml and its siblings: osls loads CommonJS only, Node loads the TypeScript behind it. */
const deploy = () => import('./src/deploy/index.ts');

exports.functions = section(async (osls) => (await deploy()).compileFunctions(await service(osls)));

exports.resources = section(async (osls) => (await deploy()).compileResources(await service(osls)));

exports.forwarder = section(async (osls) => {
  const { compileForwarder } = await deploy();
  return compileForwarder({
    prefix: await prefix(osls),
    hub: await osls.resolveVariable('param:hub'),
    region: await osls.resolveVariable('aws:region'),
    // Known to those only who may ask AWS.
    account: () => osls.resolveVariable('aws:accountId').catch(() => undefined),
  });
});

exports.trail = section(async (osls) => {
  const { compileTrail, TRAIL_PARAMETERS } = await import('./src/deploy/trail/index.ts');
  const given = await Promise.all(TRAIL_PARAMETERS.map((name) => osls.resolveVariable(`param:${name}`)));
  return compileTrail({
    prefix: await prefix(osls),
    region: await osls.resolveVariable('aws:region'),
    parameters: Object.fromEntries(TRAIL_PARAMETERS.map((name, index) => [name, given[index]])),
  });
});

async function service(osls) {
  return {
    prefix: await prefix(osls),
    operatorEmail: await osls.resolveVariable('param:operatorEmail'),
    sharedTable: await osls.resolveVariable('param:sharedTable'),
    hub: await osls.resolveVariable('param:hub'),
    archiveDays: await osls.resolveVariable('param:archiveDays'),
  };
}

async function prefix({ resolveConfigurationProperty, resolveVariable }) {
  return `${await resolveConfigurationProperty(['service'])}-${await resolveVariable('sls:stage')}`;
}

/** A section as osls takes it. */
function section(compile) {
  return async (osls) => {
    try {
      return escapeVariables(await compile(osls));
    } catch (error) {
      // osls prints the stack; of what users got wrong it would only hide the list.
      if (['FaultError', 'ParameterError'].includes(error.name)) error.stack = `\n${error.message}`;
      throw error;
    }
  };
}

/** osls would take a `${aws:username}` in a rule's pattern for a variable of its own; `\${` gives `${`. */
function escapeVariables(value) {
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === 'string' ? item.replace(/(\\*)\$\{/g, '$1$1\\${') : item,
  );
}
