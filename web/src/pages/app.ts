import "../chat/chat.js";
