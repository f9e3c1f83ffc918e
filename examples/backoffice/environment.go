package backoffice

// token is what the example's tools sign in with. It guards nothing: the office
// is part of the example and listens on this machine only.
const token = "example-only"

// Environment is what the ${…} of the example app stand for when the office
// listens at addr (host:port).
func Environment(addr string) map[string]string {
	out := map[string]string{"OFFICE_ADDR": addr}
	for name, path := range map[string]string{
		"FINANCE": "/finance", "HR": "/hr", "TRAVEL": "/travel", "IT": "/it", "FACILITIES": "/facilities",
	} {
		out[name+"_URL"] = "http://" + addr + path
		out[name+"_TOKEN"] = token
	}
	return out
}
