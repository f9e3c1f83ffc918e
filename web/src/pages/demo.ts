import "../demo.js";
