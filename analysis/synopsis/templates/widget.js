// The synopsis in JupyterLab: the page's own element, bound to what Python knows.

function render({ model, el }) {
  // Parsed apart and put in as elements: Python escaped all text, and no script in it would run.
  const parsed = new DOMParser().parseFromString(model.get("page"), "text/html");
  const root = document.adoptNode(parsed.querySelector(".synopsis"));
  el.replaceChildren(root);
  const attached = attach(root, {
    selectable: true,
    picked: model.get("state"),
    onChange: (state) => {
      model.set("state", state);
      model.save_changes();
    },
  });
  const follow = () => attached.pick(model.get("state"));
  model.on("change:state", follow);
  return () => {
    model.off("change:state", follow);
    attached.stop();
  };
}

export default { render };
