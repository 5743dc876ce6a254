// Everything that was said goes with each question: the server keeps nothing.
const conversation = [];
const by = id => document.getElementById(id);
let asking = null;

function show(role, text) {
  const said = document.createElement("div");
  said.className = `said ${role}`;
  said.textContent = text; // never as HTML: a model wrote it
  by("conversation").append(said);
  said.scrollIntoView({ block: "end" });
  return said;
}

// The events of a stream: EventSource cannot post, so they are taken apart here.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const event = { name: "message", data: "" };
      for (const line of frame.split("\n")) {
        if (line.startsWith("event:")) event.name = line.slice(6).trim();
        if (line.startsWith("data:")) event.data += line.slice(5);
      }
      if (event.data) yield { name: event.name, data: JSON.parse(event.data) };
    }
  }
}

async function ask(question) {
  conversation.push({ role: "user", text: question });
  show("user", question);
  asking = new AbortController();
  const response = await fetch("chat", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(conversation),
    signal: asking.signal,
  });
  if (!response.ok) {
    const problem = await response.json();
    show("failure", problem.detail ?? "It failed.");
    return `Failed with ${response.status}.`;
  }
  const answer = show("assistant", "");
  let ended = "It broke off.";
  for await (const { name, data } of events(response.body)) {
    if (name === "message" || name === "refusal") answer.textContent += data.text;
    if (name === "finish") ended = `Done (${data.reason}): ${data.inputTokens ?? "?"} tokens in, ${data.outputTokens ?? "?"} out.`;
    if (name === "failure") ended = `It broke off (${data.kind}).`;
  }
  conversation.push({ role: "assistant", text: answer.textContent });
  return ended;
}

async function refresh() {
  const spent = await (await fetch("spent")).json();
  by("spent").replaceChildren(...spent.flatMap(budget => {
    const name = document.createElement("dt");
    name.textContent = budget.budget;
    const value = document.createElement("dd");
    value.textContent = `${budget.spent} of ${budget.limit} ${budget.unit}`;
    return [name, value];
  }));
  const seen = await fetch("seen"); // offline only
  if (seen.ok) {
    by("seen").replaceChildren(...(await seen.json()).map(text => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  }
}

by("ask").addEventListener("submit", async submit => {
  submit.preventDefault();
  const question = by("question").value.trim();
  if (!question || asking) return;
  by("question").value = "";
  by("send").disabled = true;
  by("stop").disabled = false;
  by("status").textContent = "Asking …";
  try {
    by("status").textContent = await ask(question);
  } catch (error) {
    by("status").textContent = error.name === "AbortError" ? "Stopped." : "The server cannot be reached.";
  } finally {
    asking = null;
    by("send").disabled = false;
    by("stop").disabled = true;
    await refresh();
  }
});

by("stop").addEventListener("click", () => asking?.abort());
