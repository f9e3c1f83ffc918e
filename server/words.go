package server

import (
	"strings"

	"golang.org/x/text/language"
)

// sentences are what the server itself says to people, by language and code.
// What an app may word by itself is in its catalogue (language/say), not here.
var sentences = map[string]map[string]string{
	"en": {
		"sign_in":         "Please sign in first: ask whoever runs this for a link.",
		"not_found":       "There is no such thing here.",
		"no_app":          "There is no app of that name here.",
		"no_call":         "There is no such call; /api/openapi.json lists those that there are.",
		"not_yours":       "This is not yours to decide.",
		"unknown_person":  "Nobody here is called {person}; the people are those of the app's people.csv.",
		"operators":       "Only whoever runs this may do that.",
		"host":            "This address is served to this machine only. Use 127.0.0.1 or localhost, or configure sign-in.",
		"cross_origin":    "This came from a page of another site and was not done. Open Usher itself and try again.",
		"too_many":        "That were too many attempts from your address. Please wait a minute and try again.",
		"bad_link":        "This link was used or is too old. Ask for a new one.",
		"too_large":       "This is too large: a message may have {limit} in all. Send the long part as a file.",
		"too_large_file":  "A file may have 20 MB at most.",
		"too_large_event": "An event may have 256 kB at most.",
		"slow":            "The request did not arrive in time. Please send it again.",
		"no_file":         "Send the file as multipart field \"file\", 20 MB at most.",
		"lost_file":       "The file {name} did not arrive; please add it again.",
		"bad_type":        "Files of this type are not taken. Send a picture, a PDF or an office document.",
		"not_json":        "Send JSON: Content-Type: application/json.",
		"bad_json":        "The body is no JSON that can be read: {why}.",
		"bad_encoding":    "The body is not UTF-8. Send it again as UTF-8.",
		"unknown_field":   "There is no field {field} here. Leave it out, or see /api/openapi.json for its name.",
		"missing_field":   "The field {field} is missing.",
		"too_long":        "{field} is too long: {limit} characters at most. Send the long part as a file.",
		"bad_field":       "{field} is not right: {why}.",
		"empty":           "There is nothing in this message. Write something, or add a file.",
		"bad_choice":      "This can't be decided here. It would be one of: {choices}.",
		"bad_event":       "The event does not fit: {why}.",
		"ended":           "This run is over; nothing waits for this any more.",
		"full":            "The database is full, so this was not taken. Nothing that was accepted before is lost; whoever runs this must make room.",
		"away":            "The database does not answer just now, so this was not taken. Nothing that was accepted before is lost; please try again soon.",
		"fault":           "Something went wrong here. What was accepted before is safe; please try again.",
		"login_title":     "Sign in",
		"login_ready":     "This link signs you in on this device, once.",
		"login_ask":       "Ask whoever runs this for a link, and paste its code here.",
		"login_code":      "Code",
		"login_button":    "Sign in",
	},
	"zh": {
		"sign_in":         "请先登录：向管理员索取登录链接。",
		"not_found":       "这里没有您要找的内容。",
		"no_app":          "这里没有这个应用。",
		"no_call":         "没有这个接口；现有接口见 /api/openapi.json。",
		"not_yours":       "这件事不由您处理。",
		"unknown_person":  "这里没有叫 {person} 的人；人员以应用的 people.csv 为准。",
		"operators":       "只有系统管理员可以这样做。",
		"host":            "这个地址只供本机使用。请用 127.0.0.1 或 localhost 访问，或者配置登录。",
		"cross_origin":    "这个请求来自其他网站的页面，没有执行。请直接打开 Usher 再试。",
		"too_many":        "您所在地址的尝试次数过多，请等一分钟再试。",
		"bad_link":        "此链接已使用或已过期，请重新索取。",
		"too_large":       "内容太大：一条消息总共不能超过 {limit}。请把长的部分作为文件发送。",
		"too_large_file":  "文件不能超过 20 MB。",
		"too_large_event": "事件不能超过 256 kB。",
		"slow":            "请求没有及时到达，请重新发送。",
		"no_file":         "请用 multipart 字段 \"file\" 发送文件，不超过 20 MB。",
		"lost_file":       "文件 {name} 没有收到，请重新添加。",
		"bad_type":        "不接收这类文件。请发送图片、PDF 或办公文档。",
		"not_json":        "请发送 JSON：Content-Type: application/json。",
		"bad_json":        "请求内容不是可读的 JSON：{why}。",
		"bad_encoding":    "请求内容不是 UTF-8 编码，请改用 UTF-8 重新发送。",
		"unknown_field":   "没有 {field} 这个字段。请去掉它，或在 /api/openapi.json 查看正确的名称。",
		"missing_field":   "缺少字段 {field}。",
		"too_long":        "{field} 太长：最多 {limit} 个字符。请把长的部分作为文件发送。",
		"bad_field":       "{field} 不对：{why}。",
		"empty":           "这条消息没有内容。请写点什么，或者添加文件。",
		"bad_choice":      "这里不能这样处理，可以选择的有：{choices}。",
		"bad_event":       "事件内容不符：{why}。",
		"ended":           "这次办理已经结束，不再等待这个事件。",
		"full":            "数据库已满，这次没有收下。之前已接收的都不会丢失；请管理员腾出空间。",
		"away":            "数据库暂时没有响应，这次没有收下。之前已接收的都不会丢失，请稍后再试。",
		"fault":           "这里出了问题。之前已接收的都是安全的，请再试一次。",
		"login_title":     "登录",
		"login_ready":     "此链接可在这台设备上登录一次。",
		"login_ask":       "请向管理员索取登录链接，并把其中的代码粘贴到这里。",
		"login_code":      "代码",
		"login_button":    "登录",
	},
}

// spoken are the languages of sentences, the first one for everybody else.
var spoken = language.NewMatcher([]language.Tag{language.English, language.Chinese, language.TraditionalChinese})

// accepted reads Accept-Language: en, zh, or "" when it wants neither.
func accepted(header string) string {
	if len(header) > 200 {
		header = header[:200]
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return ""
	}
	_, i, sure := spoken.Match(tags...)
	if sure == language.No {
		return ""
	}
	return []string{"en", "zh", "zh"}[i]
}

// sentence is what the server says under a code; args come in pairs of name and text.
func sentence(lang, code string, args ...string) string {
	said, ok := sentences[lang][code]
	if !ok {
		said = sentences["en"][code]
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+args[i]+"}", args[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(said)
}
