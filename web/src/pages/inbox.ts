import "../inbox/inbox.js";
