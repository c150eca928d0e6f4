// Text size and contrast, where the visitor has asked us to remember them. Writes nothing.
(function () {
  var found = /(?:^|; )legation_preferences=[\w-]*\.[\w-]*\.(\w*)\.(\w*):/.exec(document.cookie);
  if (!found) return;
  if (found[1]) document.documentElement.setAttribute("data-text", found[1]);
  if (found[2]) document.documentElement.setAttribute("data-contrast", found[2]);
})();
