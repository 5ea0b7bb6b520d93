# Steps of a Ruby program: each passes or fails by itself, and reports one line of JSON.
require 'json'

$stdout.sync = true

IMAGE = 'cirros-0.3.0-x86_64'.freeze
LIMIT = 180 # seconds to wait for a state

def step(name)
  yield
  report(name)
rescue StandardError, NotImplementedError => e
  report(name, "#{e.class}: #{e.message}")
end

def report(name, problem = '')
  message = problem.split.join(' ')[0, 400].encode('UTF-8', invalid: :replace)
  puts JSON.generate('step' => name, 'passed' => problem.empty?, 'message' => message)
end

def own(name)
  "#{ENV.fetch('STEPS_PREFIX')}-#{name}"
end

def within
  deadline = Time.now + LIMIT
  until yield
    raise "not within #{LIMIT} s" if Time.now > deadline

    sleep 0.5
  end
end

def require_that(condition, problem)
  raise problem unless condition
end
