package process
import ("testing";"os";"fmt")
func TestZ(t *testing.T){
 b,_:=os.ReadFile("/work/shared/data/guide/runbooks-zh/files/docs-cn/troubleshoot-lock-conflicts.md")
 p,_:=Read("x.md",b,ReadOptions{})
 for _,i:=range p.Runbook.Items{fmt.Printf("%s (%s) %q\n",i.Number,i.Section,first(i.Text,80))}
}
