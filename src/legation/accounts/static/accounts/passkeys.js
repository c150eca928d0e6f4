// Passkeys: asks the browser for one and sends its answer with the form of the button.
(function () {
  var api = window.PublicKeyCredential;
  if (!api || !navigator.credentials) return;
  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  // For browsers older than parse…FromJSON and toJSON (2024).
  function parsed(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    ["allowCredentials", "excludeCredentials"].forEach(function (list) {
      (options[list] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }
  function written(found) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (part) {
      if (found.response[part]) response[part] = text(found.response[part]);
    });
    return { id: found.id, rawId: text(found.rawId), type: found.type, response: response,
      clientExtensionResults: found.getClientExtensionResults() };
  }
  function ask(kind, options) {
    var parse = kind === "create" ? api.parseCreationOptionsFromJSON : api.parseRequestOptionsFromJSON;
    var asked = { publicKey: parse ? parse.call(api, options) : parsed(options) };
    return navigator.credentials[kind](asked);
  }
  document.querySelectorAll("[data-passkey-missing]").forEach(function (note) { note.hidden = true; });
  document.querySelectorAll("[data-passkey]").forEach(function (button) {
    var form = button.form, failed = form.querySelector("[data-passkey-failed]");
    button.closest("[data-passkey-box]").hidden = false;
    button.addEventListener("click", function (event) {
      event.preventDefault();
      failed.hidden = true;
      ask(button.dataset.passkey, JSON.parse(button.dataset.options).publicKey).then(function (found) {
        form.elements.credential.value = JSON.stringify(found.toJSON ? found.toJSON() : written(found));
        form.noValidate = true;
        if (button.formAction) form.action = button.formAction;
        form.submit();
      }).catch(function () { failed.hidden = false; });
    });
  });
})();
