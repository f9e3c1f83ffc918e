package value

import "testing"

func TestAddressesStandBetweenChinesePunctuation(t *testing.T) {
	checkFind(t, Spec{Kind: Email}, []findCase{
		{"邮箱:lin@example.com。谢谢", "lin@example.com=lin@example.com"},
		{"lin@example.com,ho@example.co.uk", "lin@example.com=lin@example.com; ho@example.co.uk=ho@example.co.uk"},
		{"<Lin.Wei+tag@EXAMPLE.com>", "Lin.Wei+tag@EXAMPLE.com=Lin.Wei+tag@example.com"},
		{"ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ=lin@example.com"},
		{"a..b@example.com", ""},
		{".b@example.com", ""},
		{"bob@abc.c", ""},
		{"@lin and lin@", ""},
	})
	checkFind(t, Spec{Kind: URL}, []findCase{
		{"看https://example.com/报销", "https://example.com/=https://example.com/"},
		{"(https://example.com/a_(b))", "https://example.com/a_(b)=https://example.com/a_(b)"},
		{"https://Example.com/A?b=C#d, and more", "https://Example.com/A?b=C#d=https://example.com/A?b=C#d"},
		{"www.example.com。", "www.example.com=https://www.example.com"},
		{"go to example.com/path now", "example.com/path=https://example.com/path"},
		{"《https://example.com》", "https://example.com=https://example.com"},
		{"lin@example.com", ""},
		{"ftp://abc.com", ""},
		{"e.g. this. And that", ""},
		{"http://", ""},
	})
}

func TestPhoneNumbersMustBePossible(t *testing.T) {
	checkFind(t, Spec{Kind: Phone}, []findCase{
		{"我的手机是13812345678,谢谢", "13812345678=+8613812345678"},
		{"138-1234-5678", "138-1234-5678=+8613812345678"},
		{"+852 2345 6789", "+852 2345 6789=+85223456789"},
		{"(010) 6552 9988 找林伟", "(010) 6552 9988=+861065529988"},
		{"order 12345678901234567890", ""},
		{"2026-11-27", ""},
		{"10.0.0.1", ""},
		{"38元", ""},
	})
}

func TestIDsAreFoundThroughTheirGaps(t *testing.T) {
	checkFind(t, Spec{Kind: ID, Pattern: `PO-\d{6}`}, []findCase{
		{"my order is po-123456, thanks", "po-123456=PO-123456"},
		{"订单PO-123456和PO-654321", "PO-123456=PO-123456; PO-654321=PO-654321"},
		{"PO-12345", ""},
	})
	checkFind(t, Spec{Kind: ID, Pattern: `[A-Z]{2}\d{2}(?: ?\d{4}){3}`}, []findCase{
		{"account DE12 3456-7890 1234 please", "DE12 3456-7890 1234=DE12345678901234"},
	})
	checkFind(t, Spec{Kind: ID, Pattern: `(`}, []findCase{{"anything", ""}})
	checkFind(t, Spec{Kind: ID}, []findCase{{"ticket A-17 or so", "A-17=A-17"}, {"no code here", ""}})
}

func TestPatternsBoundTheLengthOfAnID(t *testing.T) {
	for _, c := range []struct {
		pattern    string
		short, far int
	}{
		{`PO-\d{6}`, 9, 9}, {`a|bcd`, 1, 3}, {`x?y`, 1, 2}, {`(ab){2,3}`, 4, 6}, {`[a-z]..`, 3, 3}, {`^a$`, 1, 1},
	} {
		sh, ok := shapeOf(c.pattern)
		if !ok || sh.short != c.short || sh.far != c.far {
			t.Errorf("%s: %d to %d, want %d to %d", c.pattern, sh.short, sh.far, c.short, c.far)
		}
	}
	if sh, _ := shapeOf(`\d+x*`); sh.short != 1 || sh.far < 1000 {
		t.Errorf("\\d+x*: %d to %d", sh.short, sh.far)
	}
}
