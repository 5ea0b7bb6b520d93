// Steps of a JavaScript program: each passes or fails by itself, and reports one line of JSON.
'use strict';

const LIMIT = 180; // seconds to wait for a state

async function step(name, run) {
  let problem = '';
  try {
    await run();
  } catch (error) {
    problem = error && error.message ? `${error.message} ${JSON.stringify(error.detail || error.result || '')}` : JSON.stringify(error) || 'failed';
  }
  const message = problem.split(/\s+/).join(' ').slice(0, 400);
  console.log(JSON.stringify({ step: name, passed: !problem, message }));
}

// Call a method that takes a callback, and return a promise of what the callback gets.
function call(object, method, ...values) {
  return new Promise((resolve, reject) => {
    object[method](...values, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

async function within(look) {
  const end = Date.now() + LIMIT * 1000;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`not within ${LIMIT} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function require_(condition, problem) {
  if (!condition) throw new Error(problem);
}

const own = (name) => `${process.env.STEPS_PREFIX}-${name}`;

module.exports = { IMAGE: 'cirros-0.3.0-x86_64', call, own, require_, step, within };
