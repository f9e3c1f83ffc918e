package recognize

// office is a small app in both languages, as somebody would write it: some
// processes with several examples, some with one or none.
func office() []Class {
	title := func(en, zh string) map[string]string { return map[string]string{"en": en, "zh": zh} }
	return []Class{
		{
			ID: "expense", Title: title("Claim an expense", "报销费用"),
			Names:    []string{"amount", "receipt", "category", "taxi", "cab", "hotel", "金额", "发票", "打车", "出租车", "酒店", "住宿"},
			Examples: []string{"I paid for the taxi myself, how do I get the money back?", "reimburse my hotel bill", "我垫付了打车费,想报销", "上周出差的酒店发票怎么报"},
			Not:      []string{"when is my salary paid?", "工资什么时候发"},
		},
		{
			ID: "leave", Title: title("Ask for leave", "请假"),
			Names:    []string{"first day", "last day", "kind of leave"},
			Examples: []string{"I want to take next Friday off", "can I have two weeks of holiday in July", "我下周三想请一天假", "申请年假", "身体不舒服,今天请病假"},
		},
		{
			ID: "laptop", Title: title("Order a laptop", "申请笔记本电脑"),
			Examples: []string{"my new colleague needs a computer", "I need a new laptop", "新同事入职要配一台电脑", "想换个笔记本"},
		},
		{
			ID: "password", Title: title("Reset a password", "重置密码"),
			Examples: []string{"I forgot my password", "locked out of my account", "can't log in any more", "密码忘了", "账号被锁了,登不上去"},
		},
		{
			ID: "room", Title: title("Book a meeting room", "预订会议室"),
			Names:    []string{"number of people", "floor"},
			Examples: []string{"is there a room for eight people tomorrow at ten?", "明天下午订个会议室", "帮我约一间十人的会议室"},
		},
		{
			ID: "visitor", Title: title("Register a visitor", "访客登记"),
			Examples: []string{"a customer comes to see us on Monday", "周一有客户来访,要登记一下"},
		},
		{
			ID: "travel", Title: title("Book a business trip", "预订出差行程"),
			Examples: []string{"I have to fly to Shanghai next week", "book me a train to Hamburg", "下周去上海出差,帮我订机票"},
		},
		{
			ID: "payslip", Title: title("See a payslip", "查看工资单"),
			Examples: []string{"show me my pay slip for March", "when is my salary paid?", "看一下上个月的工资条"},
		},
		{
			ID: "projector", Title: map[string]string{"en": "The projector in a meeting room shows nothing"},
			Names: []string{"Check the cable", "Press Source until HDMI 1 shows"},
			Text:  "Check that the cable sits at both ends. Press Source until HDMI 1 shows. If it says no signal, go to step 4. Press Windows+P and choose Duplicate. Take another cable from the cupboard.",
		},
		{
			ID: "printer", Title: map[string]string{"zh": "打印机卡纸处理"},
			Text: "打开前盖,取出硒鼓,顺着出纸方向慢慢拉出卡住的纸,再装回硒鼓,合上前盖。仍然卡纸时联系设备管理员。",
		},
	}
}
