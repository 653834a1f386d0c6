import { mount } from "svelte";
import App from "./App.svelte";
import { start } from "./lib/app.js";
import "./look/tokens.css";
import "./look/base.css";

const at = document.getElementById("console");
if (at) {
  start();
  mount(App, { target: at });
}
