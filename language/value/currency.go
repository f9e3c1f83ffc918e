package value

import "strings"

// dollarSign and yenSign are signs that several currencies share; which is
// meant follows the Spec and the app.
const (
	dollarSign = "$"
	yenSign    = "¥"
	yuanWord   = "元"
)

// currencySigns stand before an amount.
var currencySigns = map[string]string{
	"$": dollarSign, "¥": yenSign, "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "฿": "THB", "₽": "RUB", "₫": "VND", "₱": "PHP", "₺": "TRY",
	"us$": "USD", "us $": "USD", "hk $": "HKD", "c $": "CAD", "a $": "AUD", "nt $": "TWD", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD", "nz$": "NZD", "r$": "BRL",
	"mex$": "MXN", "cn¥": "CNY", "jp¥": "JPY", "rmb¥": "CNY",
	"人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "港币": "HKD", "港元": "HKD", "日元": "JPY", "日币": "JPY", "台币": "TWD", "新台币": "TWD",
	"rmb": "CNY", "dollar": dollarSign, "usd $": "USD",
}

// currencyWords stand behind an amount; ISO codes stand on either side.
var currencyWords = map[string]string{
	"$": dollarSign, "¥": yenSign, "€": "EUR", "£": "GBP",
	"dollar": dollarSign, "dollars": dollarSign, "buck": dollarSign, "bucks": dollarSign, "us dollar": "USD", "us dollars": "USD", "u.s. dollars": "USD",
	"american dollars": "USD", "hong kong dollars": "HKD", "hk dollars": "HKD", "singapore dollars": "SGD", "australian dollars": "AUD",
	"canadian dollars": "CAD", "taiwan dollars": "TWD", "new taiwan dollars": "TWD", "new zealand dollars": "NZD",
	"rmb": "CNY", "yuan": "CNY", "kuai": "CNY", "renminbi": "CNY", "chinese yuan": "CNY", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
	"pounds sterling": "GBP", "british pounds": "GBP", "yen": "JPY", "japanese yen": "JPY", "won": "KRW", "korean won": "KRW", "rupees": "INR", "rupee": "INR",
	"indian rupees": "INR", "baht": "THB", "lira": "TRY", "turkish lira": "TRY", "francs": "CHF", "swiss francs": "CHF", "swiss franc": "CHF", "rubles": "RUB", "roubles": "RUB",
	"元": yuanWord, "块": yuanWord, "块钱": yuanWord, "圆": yuanWord, "元钱": yuanWord, "人民币": "CNY", "元人民币": "CNY", "块人民币": "CNY",
	"美元": "USD", "美金": "USD", "美圆": "USD", "美刀": "USD", "刀": "USD", "欧元": "EUR", "欧": "EUR", "英镑": "GBP", "镑": "GBP", "日元": "JPY", "日圆": "JPY", "日币": "JPY",
	"港元": "HKD", "港币": "HKD", "港纸": "HKD", "台币": "TWD", "新台币": "TWD", "韩元": "KRW", "韩币": "KRW", "新加坡元": "SGD", "新币": "SGD", "坡币": "SGD", "澳元": "AUD", "澳币": "AUD",
	"加元": "CAD", "加币": "CAD", "新西兰元": "NZD", "瑞士法郎": "CHF", "瑞郎": "CHF", "卢布": "RUB", "卢比": "INR", "泰铢": "THB", "澳门元": "MOP", "澳门币": "MOP", "越南盾": "VND",
}

// currencyCodes are the ISO 4217 codes that are known. Those that are English
// words count only in capitals.
const currencyCodes = " USD CNY EUR GBP JPY HKD TWD KRW SGD AUD CAD NZD CHF INR THB RUB MOP VND MYR IDR PHP BRL MXN ZAR SEK NOK DKK PLN CZK HUF ILS " +
	"TRY AED SAR QAR KWD BHD EGP NGN KES PKR BDT LKR UAH RON BGN ISK ARS CLP COP PEN CNH ALL "

const codesThatAreWords = " TRY ALL PEN RON SEK CLP COP "

// currencyAt reads a currency at token i, as a sign before an amount or a word
// behind it.
func (r *reader) currencyAt(i int, table map[string]string) (code string, j int) {
	code, j = longest(r, table, i)
	if j > i {
		return r.settle(code), j
	}
	if !r.is(i, word) || r.toks[i].end-r.toks[i].start != 3 {
		return "", i
	}
	code = strings.ToUpper(r.s(i))
	if !strings.Contains(currencyCodes, " "+code+" ") {
		return "", i
	}
	if strings.Contains(codesThatAreWords, " "+code+" ") && r.original(i, i+1) != code {
		return "", i
	}
	if code == "CNH" {
		code = "CNY"
	}
	return code, i + 1
}

// settle turns a sign that several currencies share into the one that is
// meant: one that is taken here, else the commonest.
func (r *reader) settle(code string) string {
	switch code {
	case dollarSign:
		return r.meant("USD", "HKD", "SGD", "AUD", "CAD", "TWD", "NZD", "MXN")
	case yenSign:
		return r.meant("CNY", "JPY")
	case yuanWord:
		return r.meant("CNY", "HKD", "TWD", "MOP", "SGD")
	}
	return code
}

func (r *reader) meant(common string, others ...string) string {
	taken := currencies(r.spec, r.in)
	if r.in.Currency != "" {
		taken = append([]string{r.in.Currency}, taken...)
	}
	for _, t := range taken {
		if t == common {
			return common
		}
		for _, o := range others {
			if t == o {
				return t
			}
		}
	}
	return common
}

// decimalsOf is how many decimals a currency's amounts are written with.
func decimalsOf(currency string) int32 {
	switch currency {
	case "JPY", "KRW", "VND", "CLP", "ISK":
		return 0
	case "KWD", "BHD":
		return 3
	}
	return 2
}
