// The number that the site asks for: found on this device while the page is read, and sent with the form.
(function () {
  var box = document.querySelector("[data-proof]"), form = box && box.closest("form");
  if (!form || !window.crypto || !crypto.subtle) return;
  var asked = JSON.parse(box.getAttribute("data-proof"));
  var field = form.elements.proof_of_work, said = box.querySelector("[role=status]");
  var hash = asked.algorithm, coder = new TextEncoder(), pressed = null, done = false;

  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
  }
  function say(name) { said.textContent = said.getAttribute("data-" + name); }
  function finish() {
    done = true;
    say("done");
    if (pressed) form.requestSubmit(pressed);
  }
  async function search() {
    say("busy");
    for (var first = 0; first <= asked.maxNumber; first += 64) {
      var tries = [];
      for (var number = first; number < first + 64; number++)
        tries.push(crypto.subtle.digest(hash, coder.encode(asked.salt + number)));
      var sums = await Promise.all(tries);
      for (var place = 0; place < 64; place++)
        if (hex(sums[place]) === asked.challenge) {
          field.value = JSON.stringify({algorithm: hash, challenge: asked.challenge, number: first + place,
            salt: asked.salt, signature: asked.signature});
          return finish();
        }
    }
    finish();
  }
  form.addEventListener("submit", function (event) {
    if (done || !event.submitter || event.submitter.value !== box.getAttribute("data-step")) return;
    event.preventDefault();
    pressed = event.submitter;
    say("wait");
  });
  search().catch(finish);
})();
