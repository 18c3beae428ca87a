// A file, because the policy of the page refuses inline scripts.
SwaggerUIBundle({
  dom_id: "#documentation",
  url: "openapi.json",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
