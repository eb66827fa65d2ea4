'use strict';

window.ui = SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#ui',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // no service outside is asked whether the document is valid
  validatorUrl: null,
});
