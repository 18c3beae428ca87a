// A file, because the policy of the page refuses inline scripts.
Redoc.init("openapi.json", { hideLoading: true }, document.getElementById("documentation"));
