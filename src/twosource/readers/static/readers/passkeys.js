// Passkeys need a script; nothing else of an account does. allauth's own scripts talk to the device.
(() => {
  "use strict";
  const failed = document.querySelector("[data-passkey-failed]");
  const able = Boolean(window.PublicKeyCredential);
  const readers = ((window.allauth ||= {}).readers = {});
  if (able) {
    for (const place of document.querySelectorAll("[data-passkeys]")) place.hidden = false;
  } else if (failed) {
    failed.hidden = false;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (failed) failed.hidden = false;
  });
  // The form is sent by Enter as well, so its own event is heard and no press of a button.
  readers.addPasskey = () => {
    const form = document.getElementById("form");
    const options = JSON.parse(document.getElementById("js_data").textContent).creation_options;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const choice = options.publicKey.authenticatorSelection;
      // Who joins with it has nothing else to come in with, and is not asked.
      const alone = form.elements.passwordless?.checked ?? true;
      choice.residentKey = alone ? "required" : "discouraged";
      choice.requireResidentKey = alone;
      if (alone) choice.userVerification = "required";
      if (failed) failed.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await window.webauthnJSON.create(options));
        form.submit();
      } catch {
        if (failed) failed.hidden = false;
      }
    });
  };
})();
