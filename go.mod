module github.com/glauxhq/glaux

go 1.26
