// The body of the request for new servers, as Horizon sends it. Pure.

/** Return the body for the values of the form; an empty value is left to Nova. */
export function launchRequest(values) {
  const server = {
    name: values.name,
    imageRef: values.image,
    flavorRef: values.flavor,
    max_count: values.count,
    min_count: values.count,
    security_groups: values.groups.map((name) => ({ name })),
  };
  if (values.zone) server.availability_zone = values.zone;
  if (values.network) server.networks = [{ uuid: values.network }];
  if (values.fault) server.metadata = { "sandbox:fault": values.fault };
  return { server };
}
